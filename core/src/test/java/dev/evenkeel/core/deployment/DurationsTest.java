package dev.evenkeel.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DurationsTest {
    @Property
    void knowsWhatALoopFinds(@ForAll("durations") List<Long> values, @ForAll("duration") long value) {
        long[] ascending = values.stream().mapToLong(Long::longValue).sorted().toArray();
        long[] leads = values.stream()
                .mapToLong(Long::longValue)
                .filter(each -> each >= 0)
                .sorted()
                .toArray();
        Durations durations = new Durations(ascending, ascending.length);
        assertThat(durations.leads()).isEqualTo(leads.length);
        for (int i = 0; i < leads.length; i++) {
            assertThat(durations.lead(i)).isEqualTo(leads[i]);
            // Each lead time itself is the value that a search most easily misses by one.
            assertThat(durations.leadsBelow(leads[i])).isEqualTo(below(leads, leads[i]));
        }
        assertThat(durations.leadsBelow(value)).isEqualTo(below(leads, value));
        assertThat(durations.leadSum()).isEqualTo(java.util.Arrays.stream(leads).sum());
        long[] samples = new long[durations.sampleCount() + 1];
        durations.copySamples(samples, 1);
        for (int i = 0; i < durations.sampleCount(); i++) {
            assertThat(samples[i + 1]).isEqualTo(leads[i * Durations.STRIDE + Durations.STRIDE / 2]);
        }
    }

    @Provide
    Arbitrary<List<Long>> durations() {
        return Arbitraries.oneOf(
                duration().list().ofMaxSize(300),
                Arbitraries.longs().between(-3, 40).list().ofMaxSize(300));
    }

    @Provide
    Arbitrary<Long> duration() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(-100, 5_000_000),
                Arbitraries.longs().between(-1L << 50, 1L << 50));
    }

    private static int below(long[] ascending, long value) {
        int below = 0;
        while (below < ascending.length && ascending[below] < value) {
            below++;
        }
        return below;
    }
}
