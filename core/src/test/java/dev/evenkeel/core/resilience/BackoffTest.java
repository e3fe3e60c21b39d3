package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doublesUpToTheCap() {
        assertThat(Backoff.DEFAULT.ceilingNanos(1)).isEqualTo(10_000_000);
        assertThat(Backoff.DEFAULT.ceilingNanos(2)).isEqualTo(20_000_000);
        assertThat(Backoff.DEFAULT.ceilingNanos(5)).isEqualTo(160_000_000);
        assertThat(Backoff.DEFAULT.ceilingNanos(6)).isEqualTo(250_000_000);
        assertThat(Backoff.DEFAULT.ceilingNanos(1_000_000)).isEqualTo(250_000_000);
    }

    @Test
    void drawsEvenlyFromTheWholeRange() {
        SplittableRandom random = new SplittableRandom(1);
        Integer[] quarters = {0, 0, 0, 0};
        for (int i = 0; i < 40_000; i++) {
            quarters[(int) Math.min(3, Backoff.DEFAULT.delayNanos(2, random) / 5_000_000)]++;
        }
        assertThat(quarters).allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
    }

    @Property
    void neverExceedsItsCeilingNorOverflows(
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE - 1) long base,
            @ForAll @IntRange(min = 1, max = 200) int retry,
            @ForAll long seed) {
        Backoff backoff = new Backoff(base, Long.MAX_VALUE - 1);
        assertThat(backoff.ceilingNanos(retry)).isBetween(base, Long.MAX_VALUE - 1);
        assertThat(backoff.ceilingNanos(retry + 1)).isGreaterThanOrEqualTo(backoff.ceilingNanos(retry));
        assertThat(backoff.delayNanos(retry, new SplittableRandom(seed))).isBetween(0L, backoff.ceilingNanos(retry));
    }

    @Test
    void refusesLengthsThatMakeNoSense() {
        assertThatThrownBy(() -> new Backoff(0, 1)).hasMessageContaining("base");
        assertThatThrownBy(() -> new Backoff(2, 1)).hasMessageContaining("cap");
    }
}
