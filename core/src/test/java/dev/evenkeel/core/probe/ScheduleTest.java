package dev.evenkeel.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    @Property
    void everyInstantLiesInTheSlotThatHasBegun(
            @ForAll @IntRange(min = 1, max = 100_000) int intervalMillis,
            @ForAll @LongRange(min = 0, max = 4_000_000_000L * SECOND) long at,
            @ForAll String name) {
        Schedule schedule = Schedule.of(name, Duration.ofMillis(intervalMillis));
        long slot = schedule.slotAt(at);
        assertThat(schedule.startOf(slot)).isLessThanOrEqualTo(at);
        assertThat(schedule.startOf(slot + 1)).isGreaterThan(at);
        assertThat(schedule.slotAt(schedule.startOf(slot))).isEqualTo(slot);
        assertThat(schedule.slotAt(schedule.startOf(slot) - 1)).isEqualTo(slot - 1);
    }

    @Property
    void runsAndMissedSlotsAddUpHoweverLateOneWakes(@ForAll List<@LongRange(max = 60 * SECOND) Long> pauses) {
        Schedule schedule = new Schedule(Duration.ofSeconds(2), Duration.ofMillis(700));
        long now = 1_000 * SECOND;
        long first = schedule.slotAt(now) + 1;
        long next = first;
        long run = 0;
        long missed = 0;
        for (long pause : pauses) {
            now = Math.max(now + pause, schedule.startOf(next));
            Schedule.Due due = schedule.due(next, now);
            assertThat(due.lagNanos()).isBetween(0L, 2 * SECOND - 1);
            run++;
            missed += due.missed();
            next = due.slot() + 1;
        }
        assertThat(run + missed).isEqualTo(next - first);
    }

    @Test
    void aSlowRunShiftsNothing() {
        Schedule schedule = new Schedule(Duration.ofSeconds(5), Duration.ofSeconds(1));
        assertThat(schedule.instantOf(2)).isEqualTo(Instant.ofEpochSecond(11));
        assertThat(schedule.due(2, 11 * SECOND + 7)).isEqualTo(new Schedule.Due(2, 0, 7));
        assertThat(schedule.due(3, 16 * SECOND)).isEqualTo(new Schedule.Due(3, 0, 0));
        assertThat(schedule.due(4, 37 * SECOND)).isEqualTo(new Schedule.Due(7, 3, SECOND));
    }

    @Test
    void tooEarlyIsTheSlotBefore() {
        Schedule schedule = new Schedule(Duration.ofSeconds(5), Duration.ZERO);
        assertThat(schedule.due(2, 9 * SECOND).slot()).isEqualTo(1);
    }

    @Test
    void namesThatDifferLittleSpreadOverTheInterval() {
        int[] tenths = new int[10];
        IntStream.range(0, 5_000)
                .forEach(i -> tenths[
                        (int) (Schedule.of("check-" + i, Duration.ofSeconds(5))
                                        .jitter()
                                        .toMillis()
                                / 500)]++);
        for (int count : tenths) {
            assertThat(count).isBetween(400, 600);
        }
    }

    @Test
    void theGridIsTheSameAfterARestart() {
        Duration interval = Duration.ofSeconds(30);
        assertThat(Schedule.of("api", interval).instantOf(7))
                .isEqualTo(Schedule.of("api", interval).instantOf(7));
        assertThat(Schedule.nanos(Schedule.of("api", interval).instantOf(-3)))
                .isEqualTo(Schedule.of("api", interval).startOf(-3));
    }

    @Test
    void refusesWhatIsNoGrid() {
        assertThatThrownBy(() -> new Schedule(Duration.ZERO, Duration.ZERO)).hasMessageContaining("interval > 0");
        assertThatThrownBy(() -> new Schedule(Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("jitter < interval");
    }
}
