package dev.evenkeel.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.probe.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long SECOND = 1_000_000_000L;

    private final VirtualTimer timer = new VirtualTimer(1_000 * SECOND + 1);
    private final Schedule schedule = new Schedule(Duration.ofSeconds(5), Duration.ofSeconds(2));
    private final List<String> events = new ArrayList<>();
    private final Pacer pacer = new Pacer(schedule, timer, new Pacer.Slots() {
        @Override
        public void run(long slot) {
            events.add("run " + slot + " at " + timer.now / SECOND);
        }

        @Override
        public void missed(long first, long count) {
            events.add("missed " + count + " from " + first);
        }
    });

    @Test
    void runsAtEachSlotOfTheGrid() {
        pacer.start(OptionalLong.empty());
        timer.until(1_018 * SECOND);
        assertThat(events).containsExactly("run 200 at 1002", "run 201 at 1007", "run 202 at 1012", "run 203 at 1017");
    }

    @Test
    void countsWhatPassedWhileItStoodStillAndKeepsTheGrid() {
        pacer.start(OptionalLong.empty());
        timer.until(1_008 * SECOND);
        timer.standStillUntil(1_029 * SECOND);
        timer.until(1_033 * SECOND);
        assertThat(events)
                .containsExactly(
                        "run 200 at 1002",
                        "run 201 at 1007",
                        "missed 3 from 202",
                        "run 205 at 1029",
                        "run 206 at 1032");
    }

    @Test
    void afterARestartCountsWhatPassedMeanwhile() {
        pacer.start(OptionalLong.of(190));
        timer.until(1_003 * SECOND);
        assertThat(events).containsExactly("missed 9 from 191", "run 200 at 1002");
    }

    @Test
    void neverRunsASlotTwiceWhenTheClockWasPutBackBeforeTheRestart() {
        pacer.start(OptionalLong.of(201));
        timer.until(1_013 * SECOND);
        assertThat(events).containsExactly("run 202 at 1012");
    }

    @Test
    void stops() {
        pacer.start(OptionalLong.empty());
        timer.until(1_003 * SECOND);
        pacer.stop();
        timer.until(1_100 * SECOND);
        assertThat(events).containsExactly("run 200 at 1002");
        assertThat(timer.tasks).isEmpty();
    }

    @Property(tries = 100)
    void everySlotIsRunOrMissedOnce(@ForAll List<@LongRange(max = 20 * SECOND) Long> stalls) {
        var virtual = new VirtualTimer(0);
        var slots = new ArrayList<Long>();
        var counted = new Pacer(schedule, virtual, new Pacer.Slots() {
            @Override
            public void run(long slot) {
                slots.add(slot);
            }

            @Override
            public void missed(long first, long count) {
                for (long i = 0; i < count; i++) {
                    slots.add(first + i);
                }
            }
        });
        counted.start(OptionalLong.empty());
        for (long stall : stalls) {
            virtual.standStillUntil(virtual.now + stall);
            virtual.until(virtual.now + 3 * SECOND);
        }
        for (int i = 1; i < slots.size(); i++) {
            assertThat(slots.get(i)).isEqualTo(slots.get(i - 1) + 1);
        }
    }

    private static final class VirtualTimer implements Pacer.Timer {
        private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::due));
        private long now;

        private record Task(long due, Runnable work) {}

        VirtualTimer(long now) {
            this.now = now;
        }

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void after(long nanos, Runnable task) {
            tasks.add(new Task(now + nanos, task));
        }

        void until(long end) {
            while (!tasks.isEmpty() && tasks.peek().due <= end) {
                Task task = tasks.remove();
                now = Math.max(now, task.due);
                task.work.run();
            }
            now = end;
        }

        void standStillUntil(long end) {
            now = end;
        }
    }
}
