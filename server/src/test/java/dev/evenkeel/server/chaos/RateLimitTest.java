package dev.evenkeel.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** In no second do more pass than the rate and its burst, and whoever waits as long as told passes. */
    @Property(tries = 200)
    void letsThroughWhatItPromises(
            @ForAll @IntRange(min = 1, max = 50) int rate,
            @ForAll @Size(min = 1, max = 300) List<@IntRange(min = 0, max = 200) Integer> gapsMillis) {
        var limit = new RateLimit(rate);
        Instant now = START;
        double tokens = rate;
        for (int gap : gapsMillis) {
            now = now.plusMillis(gap);
            tokens = Math.min(rate, tokens + rate * gap / 1000.0);
            var wait = limit.refuse(now);
            // A token bucket says the same, but for what rounding to nanoseconds does at the edge.
            if (Math.abs(tokens - 1) > 1e-3) {
                assertThat(wait.isEmpty()).isEqualTo(tokens >= 1);
            }
            if (wait.isEmpty()) {
                tokens -= 1;
            } else {
                assertThat(wait.get()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
                tokens = Math.min(rate, tokens + rate * wait.get().toNanos() / 1e9);
                now = now.plus(wait.get());
                assertThat(limit.refuse(now)).isEmpty();
                tokens -= 1;
            }
        }
    }

    @Test
    void canBeSlowerThanOnceASecond() {
        var limit = new RateLimit(0.5);
        assertThat(limit.refuse(START)).isEmpty();
        assertThat(limit.refuse(START.plusSeconds(1))).contains(Duration.ofSeconds(1));
        assertThat(limit.refuse(START.plusSeconds(2))).isEmpty();
    }

    @Test
    void aClockThatIsSetBackDoesNotLockEveryoneOut() {
        var limit = new RateLimit(10);
        assertThat(limit.refuse(START.plusSeconds(3600))).isEmpty();
        limit.refuse(START);
        assertThat(limit.refuse(START.plusSeconds(1))).isEmpty();
    }
}
