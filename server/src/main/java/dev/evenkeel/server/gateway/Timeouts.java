package dev.evenkeel.server.gateway;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of one event loop in a hashed wheel: setting one and calling it off cost a few writes, and putting it
 * off costs one, because its place is only corrected when it is reached. A general scheduler would sort each request
 * in and out and move a kernel timer.
 */
final class Timeouts {
    /** How late a timeout may come. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int SLOTS = 512;

    private final EventExecutor loop;
    private final Timeout[] heads = new Timeout[SLOTS];
    private final Timeout reached = new Head();
    private final long epoch = System.nanoTime();
    private int waiting;
    /** The tick up to which everything was looked at. */
    private long done;
    /** The tick for which the loop will wake. */
    private long wakeTick;

    private @Nullable ScheduledFuture<?> wake;
    /** While slots are emptied; when to wake next is decided afterwards. */
    private boolean advancing;

    Timeouts(EventExecutor loop) {
        this.loop = loop;
        for (int i = 0; i < SLOTS; i++) {
            heads[i] = new Head();
        }
    }

    /** Sets the timeout, or moves it. */
    void set(Timeout timeout, long dueAt) {
        boolean later = timeout.slot >= 0 && dueAt - timeout.dueAt >= 0;
        timeout.dueAt = dueAt;
        if (later) {
            return;
        }
        cancel(timeout);
        insert(timeout);
    }

    void cancel(Timeout timeout) {
        if (timeout.slot >= 0) {
            unlink(timeout);
            waiting--;
        }
    }

    private void insert(Timeout timeout) {
        if (waiting++ == 0 && wake == null) {
            done = Math.max(done, tick(System.nanoTime()));
        }
        // Beyond the wheel's horizon: the furthest slot, to be sorted in again from there.
        long tick = Math.clamp(tick(timeout.dueAt) + 1, done + 1, done + SLOTS - 1);
        link(timeout, (int) (tick % SLOTS));
        if (!advancing && (wake == null || tick < wakeTick)) {
            wakeAt(tick);
        }
    }

    private void wakeAt(long tick) {
        if (loop.isShuttingDown()) {
            return;
        }
        if (wake != null) {
            wake.cancel(false);
        }
        wakeTick = tick;
        long delay = epoch + tick * TICK_NANOS - System.nanoTime();
        wake = loop.schedule(this::advance, Math.max(0, delay), TimeUnit.NANOSECONDS);
    }

    private void advance() {
        wake = null;
        advancing = true;
        long now = System.nanoTime();
        long to = tick(now);
        while (done < to && waiting > 0) {
            done++;
            expire((int) (done % SLOTS), now);
        }
        done = Math.max(done, to);
        advancing = false;
        if (waiting > 0) {
            wakeAt(nextTick());
        }
    }

    private void expire(int slot, long now) {
        // Set apart first, since what is sorted in again may come to the same slot.
        splice(heads[slot], reached);
        for (Timeout timeout = next(reached); timeout != reached; timeout = next(reached)) {
            unlink(timeout);
            waiting--;
            if (timeout.dueAt - now <= 0) {
                timeout.onTimeout();
            } else {
                insert(timeout);
            }
        }
    }

    private long nextTick() {
        for (long tick = done + 1; tick < done + SLOTS; tick++) {
            if (next(heads[(int) (tick % SLOTS)]) != heads[(int) (tick % SLOTS)]) {
                return tick;
            }
        }
        return done + SLOTS - 1;
    }

    private long tick(long nanos) {
        return (nanos - epoch) / TICK_NANOS;
    }

    private void link(Timeout timeout, int slot) {
        Timeout head = heads[slot];
        Timeout last = previous(head);
        timeout.slot = slot;
        timeout.previous = last;
        timeout.next = head;
        last.next = timeout;
        head.previous = timeout;
    }

    private static void splice(Timeout from, Timeout to) {
        Timeout first = next(from);
        if (first != from) {
            Timeout last = previous(from);
            to.next = first;
            first.previous = to;
            to.previous = last;
            last.next = to;
            from.next = from;
            from.previous = from;
        }
    }

    private static void unlink(Timeout timeout) {
        Timeout before = previous(timeout);
        Timeout after = next(timeout);
        before.next = after;
        after.previous = before;
        timeout.previous = null;
        timeout.next = null;
        timeout.slot = -1;
    }

    private static Timeout next(Timeout timeout) {
        return timeout.next == null ? timeout : timeout.next;
    }

    private static Timeout previous(Timeout timeout) {
        return timeout.previous == null ? timeout : timeout.previous;
    }

    /** The fixed end of a slot's ring. */
    private static final class Head extends Timeout {
        Head() {
            previous = this;
            next = this;
        }

        @Override
        void onTimeout() {}
    }
}
