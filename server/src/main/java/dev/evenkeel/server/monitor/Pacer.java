package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Schedule;
import java.util.OptionalLong;

/**
 * Wakes at each slot of a schedule, runs the latest that has begun, and counts what passed before it. Used on one
 * thread, that of its timer.
 */
final class Pacer {

    /** The time, and somebody who wakes one up; virtual in tests. */
    interface Timer {
        /** Nanoseconds since the epoch; never goes back. */
        long nanos();

        /** Runs a task after a while, on the pacer's thread. */
        void after(long nanos, Runnable task);
    }

    /** What happens at a slot. */
    interface Slots {
        void run(long slot);

        /** So many slots from {@code first} on passed without a run. */
        void missed(long first, long count);
    }

    private final Schedule schedule;
    private final Timer timer;
    private final Slots slots;
    private long next;
    private boolean stopped;

    Pacer(Schedule schedule, Timer timer, Slots slots) {
        this.schedule = schedule;
        this.timer = timer;
        this.slots = slots;
    }

    /** @param last the slot that was run last, before a restart; what lies between was missed */
    void start(OptionalLong last) {
        next = schedule.slotAt(timer.nanos()) + 1;
        if (last.isPresent() && last.getAsLong() + 1 < next) {
            slots.missed(last.getAsLong() + 1, next - last.getAsLong() - 1);
        }
        next = Math.max(next, last.orElse(Long.MIN_VALUE) + 1);
        sleep();
    }

    /** No slot is run any more. */
    void stop() {
        stopped = true;
    }

    private void sleep() {
        timer.after(Math.max(0, schedule.startOf(next) - timer.nanos()), this::wake);
    }

    private void wake() {
        if (stopped) {
            return;
        }
        Schedule.Due due = schedule.due(next, timer.nanos());
        if (due.slot() >= next) {
            if (due.missed() > 0) {
                slots.missed(next, due.missed());
            }
            next = due.slot() + 1;
            slots.run(due.slot());
        }
        sleep();
    }
}
