package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    @Test
    void countsDownAndStopsAtZero() {
        Deadline deadline = Deadline.after(100, 1_000);
        assertThat(deadline.remaining(1_000)).isEqualTo(100);
        assertThat(deadline.remaining(1_099)).isEqualTo(1);
        assertThat(deadline.expired(1_099)).isFalse();
        assertThat(deadline.expired(1_100)).isTrue();
        assertThat(deadline.remaining(5_000)).isZero();
    }

    @Test
    void survivesTheClocksOverflow() {
        Deadline deadline = Deadline.after(100, Long.MAX_VALUE - 50);
        assertThat(deadline.remaining(Long.MAX_VALUE)).isEqualTo(50);
        assertThat(deadline.expired(Long.MIN_VALUE + 10)).isFalse();
        assertThat(deadline.expired(Long.MIN_VALUE + 60)).isTrue();
    }

    @Property
    void noTryOutlastsIt(
            @ForAll @LongRange(min = 0, max = 1L << 40) long length,
            @ForAll @LongRange(min = 0, max = 1L << 40) long passed,
            @ForAll @LongRange(min = 0, max = 1L << 40) long wanted) {
        Deadline deadline = Deadline.after(length, -77);
        long now = -77 + passed;
        assertThat(deadline.tryTimeout(wanted, now)).isEqualTo(Math.min(wanted, Math.max(0, length - passed)));
    }
}
