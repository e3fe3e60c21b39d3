package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.process.RestartBackoff.History;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RestartBackoffTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void kubernetesDoublesFromTenSecondsToFiveMinutes() {
        assertThat(delays(Profile.KUBERNETES, 9))
                .containsExactly(0.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0, 300.0);
    }

    @Test
    void fastNeverWaitsLongerThanTenSeconds() {
        assertThat(delays(Profile.FAST, 9)).containsExactly(0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0);
    }

    @Property
    void isWithinItsBoundsAndNeverShrinksDuringACrashLoop(
            @ForAll Profile profile, @ForAll @Size(max = 40) List<@IntRange(max = 2_000) Integer> lives) {
        RestartBackoff backoff = profile.backoff();
        History history = History.NONE;
        Instant started = T0;
        Duration before = Duration.ZERO;
        for (int life : lives) {
            Instant exited = started.plusSeconds(life);
            Duration wait = backoff.delay(history, exited);
            boolean reset = history.restarts() > 0 && Duration.ofSeconds(life).compareTo(backoff.resetAfter()) > 0;
            if (reset || history.restarts() == 0) {
                assertThat(wait).isZero();
            } else {
                assertThat(wait).isBetween(backoff.initial(), backoff.max()).isGreaterThanOrEqualTo(before);
            }
            started = exited.plus(wait);
            history = backoff.restarted(history, exited, started);
            before = wait;
        }
    }

    @Test
    void aReplicaThatWasRestartedAThousandTimesStillWaitsTheLongestTimeOnly() {
        assertThat(Profile.KUBERNETES.backoff().delay(new History(Integer.MAX_VALUE, T0), T0))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void refusesLengthsThatMakeNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RestartBackoff(Duration.ZERO, second, second))
                .hasMessageContaining("initial");
        assertThatThrownBy(() -> new RestartBackoff(second.plusNanos(1), second, second))
                .hasMessageContaining("max");
        assertThatThrownBy(() -> new RestartBackoff(second, second, second.negated()))
                .hasMessageContaining("resetAfter");
        assertThat(new RestartBackoff(second, second, Duration.ZERO).max()).isEqualTo(second);
    }

    private static List<Double> delays(Profile profile, int restarts) {
        return IntStream.range(0, restarts)
                .mapToObj(n -> profile.backoff()
                                .delay(new History(n, n == 0 ? null : T0), T0)
                                .toMillis()
                        / 1000.0)
                .toList();
    }
}
