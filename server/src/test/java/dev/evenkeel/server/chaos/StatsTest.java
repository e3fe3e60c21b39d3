package dev.evenkeel.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Stats stats = new Stats(START);
    private final Attempts attempts = new Attempts(2);

    @Test
    void countsBySecond() {
        for (int i = 0; i < 5; i++) {
            stats.count("ok", START.plusMillis(100));
        }
        stats.count("hang", START.plusMillis(2_900));
        stats.abandon();

        Stats.Snapshot now = stats.snapshot(7, attempts, START.plusSeconds(3));
        assertThat(now.requests()).isEqualTo(6);
        assertThat(now.outcomes()).isEqualTo(Map.of("ok", 5L, "hang", 1L));
        assertThat(now.abandoned()).isOne();
        assertThat(now.perSecond().mean()).isEqualTo(2);
        assertThat(now.perSecond().peak()).isEqualTo(5);
        assertThat(now.perSecond().last()).hasSize(60).startsWith(0, 1, 0, 5).endsWith(0, 0);
    }

    @Test
    void forgetsTheSecondsOfAMinuteAgo() {
        stats.count("ok", START);
        assertThat(stats.snapshot(7, attempts, START.plusSeconds(59))
                        .perSecond()
                        .last()[59])
                .isOne();
        assertThat(stats.snapshot(7, attempts, START.plusSeconds(60))
                        .perSecond()
                        .last())
                .containsOnly(0);
        assertThat(stats.snapshot(7, attempts, START.plusSeconds(9999))
                        .perSecond()
                        .last())
                .containsOnly(0);
        assertThat(stats.snapshot(7, attempts, START.plusSeconds(9999))
                        .perSecond()
                        .peak())
                .isOne();
    }

    @Test
    void remembersTheAddressesAskedForLast() {
        byte[] a = {1};
        byte[] b = {2};
        byte[] c = {3};
        assertThat(attempts.max()).isZero();
        assertThat(attempts.next(a)).isEqualTo(1);
        assertThat(attempts.next(b)).isEqualTo(1);
        assertThat(attempts.next(a)).isEqualTo(2);
        assertThat(attempts.next(c)).isEqualTo(1);
        assertThat(attempts.addresses()).isEqualTo(2);
        assertThat(attempts.next(a)).isEqualTo(3);
        assertThat(attempts.next(b)).as("forgotten").isEqualTo(1);
        assertThat(attempts.max()).isEqualTo(3);
    }
}
