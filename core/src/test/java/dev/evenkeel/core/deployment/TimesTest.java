package dev.evenkeel.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TimesTest {
    @Property
    void findsWhatALoopFinds(
            @ForAll("times") List<Long> values, @ForAll("time") long time, @ForAll("start") int start) {
        long[] ascending = values.stream().mapToLong(Long::longValue).sorted().toArray();
        Times times = new Times(ascending, ascending.length);
        int expected = Math.min(start, ascending.length - 1);
        int found = times.firstNotBefore(time, expected);
        while (expected < ascending.length && ascending[expected] < time) {
            expected++;
        }
        assertThat(found).isEqualTo(expected);
        for (int i = 0; i < ascending.length; i++) {
            assertThat(times.get(i)).isEqualTo(ascending[i]);
        }
    }

    @Test
    void timesNearEachOtherTakeFourBytes() {
        long[] near = new long[1024];
        Arrays.setAll(near, i -> 1_700_000_000_000L + i * 60_000_000L);
        assertThat(new Times(near, 1024).bytes()).isBetween(4096L, 4400L);
        Arrays.setAll(near, i -> i * 100_000_000L);
        assertThat(new Times(near, 1024).bytes()).isBetween(8192L, 8500L);
        assertThat(new Times(near, 1024).get(1023)).isEqualTo(102_300_000_000L);
    }

    @Provide
    Arbitrary<List<Long>> times() {
        return Arbitraries.oneOf(
                time().list().ofMinSize(1).ofMaxSize(400),
                Arbitraries.longs().between(0, 300).list().ofMinSize(1).ofMaxSize(400));
    }

    @Provide
    Arbitrary<Long> time() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 300),
                Arbitraries.longs().between(0, 10_000_000_000L),
                Arbitraries.longs().between(-TableTime.LIMIT, TableTime.LIMIT));
    }

    @Provide
    Arbitrary<Integer> start() {
        return Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(0, 399));
    }
}
