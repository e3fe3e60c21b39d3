package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualNanos nanos = new ManualNanos();

    private RateLimit<String> limit(double perSecond, int burst, int maxKeys) {
        return new RateLimit<>(new RateLimit.Settings(perSecond, burst, maxKeys), nanos);
    }

    @Test
    void letsABurstPassAndThenTheRate() {
        RateLimit<String> limit = limit(2, 3, 10);
        for (int i = 0; i < 3; i++) {
            assertThat(limit.tryAcquire("a")).isZero();
        }
        assertThat(limit.tryAcquire("a")).isEqualTo(SECOND / 2);
        assertThat(limit.tryAcquire("b")).as("another key").isZero();
        nanos.advanceMillis(500);
        assertThat(limit.tryAcquire("a")).isZero();
        assertThat(limit.tryAcquire("a")).isEqualTo(SECOND / 2);
        nanos.advanceMillis(60_000);
        for (int i = 0; i < 3; i++) {
            assertThat(limit.tryAcquire("a")).as("full again, and no fuller").isZero();
        }
        assertThat(limit.tryAcquire("a")).isPositive();
    }

    @Test
    void tellsWhenToComeBack() {
        assertThat(RateLimit.retryAfterSeconds(1)).isEqualTo(1);
        assertThat(RateLimit.retryAfterSeconds(SECOND)).isEqualTo(1);
        assertThat(RateLimit.retryAfterSeconds(SECOND + 1)).isEqualTo(2);
        assertThat(RateLimit.retryAfterSeconds(0)).isEqualTo(1);
    }

    @Test
    void forgetsKeysThatAreAsGoodAsNew() {
        RateLimit<String> limit = limit(1, 1, 100);
        for (int i = 0; i < 99; i++) {
            limit.tryAcquire("old" + i);
        }
        nanos.advanceMillis(1_000);
        assertThat(limit.tryAcquire("recent")).isZero();
        assertThat(limit.tryAcquire("new")).isZero();
        assertThat(limit.keys()).isEqualTo(2);
        assertThat(limit.tryAcquire("recent")).as("not forgotten").isPositive();
    }

    @Test
    void keepsThoseThatAreOverTheLimitWhenItMustForgetSome() {
        RateLimit<String> limit = limit(1, 10, 100);
        for (int i = 0; i < 10; i++) {
            limit.tryAcquire("greedy");
        }
        for (int i = 0; i < 10_000; i++) {
            limit.tryAcquire("flood" + i);
            assertThat(limit.keys()).isLessThanOrEqualTo(100);
        }
        assertThat(limit.tryAcquire("greedy")).isPositive();
    }

    @Property(tries = 200)
    void neverAdmitsMoreThanRateAndBurst(
            @ForAll @IntRange(min = 1, max = 50) int perSecond,
            @ForAll @IntRange(min = 1, max = 20) int burst,
            @ForAll @IntRange(min = 1, max = 40) int stepMillis) {
        RateLimit<String> limit = limit(perSecond, burst, 10);
        int admitted = 0;
        int steps = 500;
        for (int i = 0; i < steps; i++) {
            long wait = limit.tryAcquire("a");
            if (wait == 0) {
                admitted++;
            }
            nanos.advanceMillis(stepMillis);
        }
        double most = burst + perSecond * (steps * stepMillis / 1_000.0);
        assertThat((double) admitted).isLessThanOrEqualTo(most + 1);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> limit(0, 1, 1)).hasMessageContaining("perSecond");
        assertThatThrownBy(() -> limit(1, 0, 1)).hasMessageContaining("burst");
        assertThatThrownBy(() -> limit(1, 1, 0)).hasMessageContaining("maxKeys");
    }

    @Test
    void freesAQuarterOfTheRoomAtATime() {
        RateLimit<String> limit = limit(1, 20, 100);
        for (int i = 0; i < 100; i++) {
            int requests = i < 10 ? 1 : 10;
            for (int k = 0; k < requests; k++) {
                limit.tryAcquire("old" + i);
            }
        }
        limit.tryAcquire("new");
        assertThat(limit.keys()).as("not only those that were lightly used").isEqualTo(76);
        for (int i = 0; i < 24; i++) {
            limit.tryAcquire("newer" + i);
        }
        assertThat(limit.keys()).as("full before more are forgotten").isEqualTo(100);
    }
}
