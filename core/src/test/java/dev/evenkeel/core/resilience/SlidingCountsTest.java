package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SlidingCountsTest {
    private record Event(int column, long epoch) {}

    @Test
    void aBucketThatIsUsedAgainBeginsAtZero() {
        SlidingCounts counts = new SlidingCounts(100, 10, 2);
        counts.add(0, 5);
        counts.add(1, 5);
        counts.add(0, 105);
        assertThat(counts.sum(0, 105)).isEqualTo(1);
        assertThat(counts.sum(1, 105)).isZero();
    }

    /** Against a list of all events, of which those of the last ten buckets count. */
    @Property
    void countsWhatIsInTheWindow(
            @ForAll @Size(max = 40) List<@IntRange(max = 60) Integer> steps, @ForAll @IntRange(max = 200) int later) {
        SlidingCounts counts = new SlidingCounts(100, 10, 2);
        List<Event> all = new ArrayList<>();
        long now = -500;
        for (int i = 0; i < steps.size(); i++) {
            now += steps.get(i);
            int column = steps.get(i) % 2;
            counts.add(column, now);
            all.add(new Event(column, Math.floorDiv(now, 10L)));
        }
        now += later;
        long oldest = Math.floorDiv(now, 10L) - 9;
        for (int column = 0; column < 2; column++) {
            int wanted = column;
            assertThat(counts.sum(column, now))
                    .isEqualTo(all.stream()
                            .filter(event -> event.column() == wanted && event.epoch() >= oldest)
                            .count());
        }
    }
}
