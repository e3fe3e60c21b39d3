package dev.evenkeel.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdIndexTest {
    private final IdIndex index = new IdIndex();
    private final Map<Long, Integer> known = new HashMap<>();

    @Test
    void findsWhatWasAddedAndMovedThroughGrowth() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            // Segments beyond the 10 bits it starts with; ids that share fingerprints and places.
            long id = random.nextBoolean() ? random.nextLong() : random.nextLong() & ~0xFFFFFL;
            int segment = 1 + random.nextInt(1 + i / 10);
            if (!known.containsKey(id)) {
                reserve(known.size() + 1, 2_002);
                index.add(id, segment);
                known.put(id, segment);
            }
            if (i % 7 == 0) {
                int to = 1 + random.nextInt(2_000);
                index.move(id, known.get(id), to);
                known.put(id, to);
            }
        }
        known.forEach((id, segment) -> assertThat(find(id)).isEqualTo(segment));
        for (int i = 0; i < 1_000; i++) {
            assertThat(find(random.nextLong())).isZero();
        }
    }

    @Test
    void staysMoreThanTwoThirdsFull() {
        for (int i = 0; i < 10_000; i++) {
            reserve(i + 1, 5);
            index.add(IdHash.of("d" + i), 1);
            known.put(IdHash.of("d" + i), 1);
        }
        assertThat(index.bytes()).isLessThan((long) (10_000 * 4 / 0.67));
        assertThat(index.bytes()).isGreaterThan((long) (10_000 * 4 / 0.86));
    }

    @Test
    void refusesMoreThanAnArrayHolds() {
        assertThatThrownBy(() -> reserve(2_000_000_000L, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2000000000");
    }

    private int find(long id) {
        return index.find(id, segment -> known.getOrDefault(id, 0) == segment);
    }

    private void reserve(long records, int segments) {
        index.reserve(records, segments, sink -> known.forEach(sink::accept));
    }
}
