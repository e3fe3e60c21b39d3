package dev.evenkeel.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
    private static final int DRAWS = 100_000;

    @Test
    void everyKindHasItsShare() {
        var plan = new FaultPlan(0.5, 0.05, 0.04, 0.01);
        Map<String, Integer> drawn = new TreeMap<>();
        for (int i = 0; i < DRAWS; i++) {
            drawn.merge(plan.draw(lots(42, i, 1)).map(Fault::label).orElse("ok"), 1, Integer::sum);
        }
        Map<String, Double> expected = Map.of(
                "ok", 0.5,
                "hang", 0.05,
                "reset", 0.04,
                "truncate", 0.01,
                "internal-server-error", 0.1,
                "bad-gateway", 0.1,
                "service-unavailable", 0.1,
                "too-many-requests", 0.1);
        assertThat(drawn.keySet()).isEqualTo(new TreeMap<>(expected).keySet());
        // Five standard deviations of the largest share.
        expected.forEach((label, share) ->
                assertThat((double) drawn.get(label) / DRAWS).as(label).isCloseTo(share, within(0.008)));
    }

    /** What must be shown with ten seeds: 1,000 addresses, each asked until it answers, take 1/(1-f) attempts each. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void attemptsNeededAreAsManyAsTheShareSays(long seed) {
        FaultPlan plan = FaultPlan.of(0.5);
        int attempts = 0;
        for (int i = 0; i < 1000; i++) {
            int attempt = 1;
            while (plan.draw(lots(seed, i, attempt)).isPresent()) {
                attempt++;
            }
            attempts += attempt;
        }
        assertThat(attempts / 1000.0).isCloseTo(2, within(0.25));
    }

    @Test
    void nothingAndEverythingCanFail() {
        assertThat(IntStream.range(0, 1000)
                        .allMatch(i -> FaultPlan.of(0).draw(lots(1, i, 1)).isEmpty()))
                .isTrue();
        assertThat(IntStream.range(0, 1000)
                        .allMatch(i -> FaultPlan.of(1).draw(lots(1, i, 1)).isPresent()))
                .isTrue();
        assertThat(new FaultPlan(0.3, 0.1, 0.2, 0).fail()).isEqualTo(0.3);
    }

    @ParameterizedTest
    @CsvSource({"-0.1, 0, 0, 0", "1.1, 0, 0, 0", "NaN, 0, 0, 0", "0.5, 0.6, 0, 0", "0.5, 0.2, 0.2, 0.2", "0, 0, 0, 0.1"
    })
    void refusesImpossibleShares(double fail, double hang, double reset, double truncate) {
        assertThatThrownBy(() -> new FaultPlan(fail, hang, reset, truncate))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Seeds mean the same on every machine and in every release: these numbers must not change. */
    @Test
    void aSeedMeansTheSameForEver() {
        assertThat(lots(42, 1, 1).nextLong()).isEqualTo(4718649066488168683L);
        assertThat(Latency.parse("p50=20ms,p99=300ms").draw(lots(42, 1, 1))).isEqualTo(Duration.ofNanos(9_783_831));
    }

    @Test
    void latencyHasTheMedianAndTheTailThatWereAsked() {
        Latency latency = Latency.parse("p50=20ms,p99=300ms");
        double[] millis = IntStream.range(0, DRAWS)
                .mapToDouble(i -> latency.draw(lots(7, i, 1)).toNanos() / 1e6)
                .sorted()
                .toArray();
        assertThat(millis[DRAWS / 2]).isCloseTo(20, within(0.8));
        assertThat(millis[DRAWS / 100 * 99]).isCloseTo(300, within(25.0));
        assertThat(Arrays.stream(millis).min().orElseThrow()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p50=20ms,p99=300ms | p50=20ms,p99=300ms",
                "20ms | p50=20ms,p99=20ms",
                "0 | p50=0ms,p99=0ms",
                "p50=0.5ms,p99=1.25s | p50=0.5ms,p99=1250ms",
                "100us | p50=0.1ms,p99=0.1ms",
            })
    void readsLatencies(String text, String shown) {
        assertThat(Latency.parse(text)).hasToString(shown);
        assertThat(Latency.parse(shown)).isEqualTo(Latency.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "fast", "p50=20ms", "p99=1s,p50=1ms", "p50=2s,p99=1s", "-1ms", "p50=,p99="})
    void refusesWhatIsNoLatency(String text) {
        assertThatThrownBy(() -> Latency.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Lots lots(long seed, int address, int attempt) {
        return new Lots(seed, new byte[] {10, (byte) (address >> 16), (byte) (address >> 8), (byte) address}, attempt);
    }
}
