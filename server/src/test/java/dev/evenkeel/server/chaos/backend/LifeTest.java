package dev.evenkeel.server.chaos.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.server.chaos.Latency;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifeTest {
    private static final int MANY = 4000;

    @Test
    void startsThenRunsThenCrashes() {
        var life = new Life(Duration.ofSeconds(3), Optional.of(Duration.ofSeconds(10)), Crash.HANG);

        assertThat(life.at(Duration.ZERO)).isEqualTo(new Phase.Starting());
        assertThat(life.at(Duration.ofMillis(2999))).isEqualTo(new Phase.Starting());
        assertThat(life.at(Duration.ofSeconds(3))).isEqualTo(new Phase.Running());
        assertThat(life.at(Duration.ofMillis(9999))).isEqualTo(new Phase.Running());
        assertThat(life.at(Duration.ofSeconds(10))).isEqualTo(new Phase.Crashed(Crash.HANG));
        assertThat(life.at(Duration.ofDays(10))).isEqualTo(new Phase.Crashed(Crash.HANG));

        assertThat(life.untilChange(Duration.ofSeconds(1))).contains(Duration.ofSeconds(2));
        assertThat(life.untilChange(Duration.ofSeconds(4))).contains(Duration.ofSeconds(6));
        assertThat(life.untilChange(Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void livesForeverWhenAskedTo() {
        Life life = Life.draw(settings(1, "3000", 1, Optional.empty()));

        assertThat(life.at(Duration.ofDays(10_000))).isEqualTo(new Phase.Running());
        assertThat(life.untilChange(Duration.ofDays(10_000))).isEmpty();
    }

    @Test
    void breaksOnOrderWhateverWasDrawn() {
        Life life = Life.draw(settings(1, "3000", 1, Optional.empty()));

        Life whileStarting = life.breaking(Crash.ERROR, Duration.ofMillis(1));
        assertThat(whileStarting.at(Duration.ofMillis(1))).isEqualTo(new Phase.Crashed(Crash.ERROR));
        Life later = life.breaking(Crash.LEAK, Duration.ofHours(1));
        assertThat(later.at(Duration.ofMinutes(59))).isEqualTo(new Phase.Running());
        assertThat(later.at(Duration.ofHours(2))).isEqualTo(new Phase.Crashed(Crash.LEAK));
    }

    @Test
    void theSameSeedReplicaAndStartMeanTheSameLife() {
        Life life = draw(42, "3000", 1);

        assertThat(draw(42, "3000", 1)).isEqualTo(life);
        assertThat(draw(43, "3000", 1)).isNotEqualTo(life);
        assertThat(draw(42, "3001", 1)).isNotEqualTo(life);
        assertThat(draw(42, "3000", 2)).isNotEqualTo(life);
    }

    @Test
    void siblingsAreIndependent() {
        double[] first = IntStream.range(0, MANY)
                .mapToDouble(port -> runs(draw(7, "" + port, 1)))
                .toArray();
        double[] second = IntStream.range(0, MANY)
                .mapToDouble(port -> runs(draw(7, "" + port, 2)))
                .toArray();

        assertThat(correlation(first, second)).isCloseTo(0, within(0.06));
    }

    @Test
    void coldStartsHaveTheirMedianAndTheirTail() {
        long[] millis =
                lives().mapToLong(life -> life.coldStart().toMillis()).sorted().toArray();

        assertThat((double) millis[MANY / 2]).isCloseTo(3000, within(150.0));
        assertThat((double) millis[MANY * 99 / 100]).isCloseTo(12_000, within(1500.0));
    }

    @Test
    void livesAreExponentialWithTheirMean() {
        double[] seconds = lives().mapToDouble(LifeTest::runs).sorted().toArray();

        assertThat(Arrays.stream(seconds).average().orElseThrow()).isCloseTo(60, within(3.0));
        // The median of an exponential distribution is ln 2 of its mean.
        assertThat(seconds[MANY / 2]).isCloseTo(60 * Math.log(2), within(2.5));
    }

    @Test
    void mixedCrashesAreAllAsLikely() {
        Map<Crash, Integer> counts = new EnumMap<>(Crash.class);
        lives().forEach(life -> counts.merge(life.crash(), 1, Integer::sum));

        assertThat(counts).containsOnlyKeys(Crash.values());
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(900, 1100));
    }

    @Test
    void latencyCreepsWithAge() {
        var always = Latency.parse("20ms");
        Duration creep = Duration.ofMillis(60);
        BackendSettings settings = settings(1, "3000", 1, Optional.empty());

        assertThat(Life.latency(always, creep, Duration.ZERO, Life.lots(settings, 1)))
                .isEqualTo(Duration.ofMillis(20));
        assertThat(Life.latency(always, creep, Duration.ofSeconds(90), Life.lots(settings, 1)))
                .isEqualTo(Duration.ofMillis(110));
    }

    @Test
    void readsTheWaysToCrash() {
        assertThat(Crash.parse("mixed")).containsExactly(Crash.values());
        assertThat(Crash.parse("500")).containsExactly(Crash.ERROR);
        assertThat(Crash.parse("hang,exit")).containsExactly(Crash.HANG, Crash.EXIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "boom", "hang,", "mixed,hang", "HANG"})
    void refusesOtherWaysAndSaysWhatThereIs(String text) {
        assertThatThrownBy(() -> Crash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("500, exit, hang, leak and mixed");
    }

    private static double runs(Life life) {
        return life.end().orElseThrow().minus(life.coldStart()).toNanos() / 1e9;
    }

    private static Stream<Life> lives() {
        return LongStream.range(0, MANY).mapToObj(seed -> draw(seed, "3000", 1));
    }

    private static Life draw(long seed, String replica, int start) {
        return Life.draw(settings(seed, replica, start, Optional.of(Duration.ofSeconds(60))));
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElseThrow();
        double meanB = Arrays.stream(b).average().orElseThrow();
        double both = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - meanA) * (b[i] - meanB);
            squaresA += (a[i] - meanA) * (a[i] - meanA);
            squaresB += (b[i] - meanB) * (b[i] - meanB);
        }
        return both / Math.sqrt(squaresA * squaresB);
    }

    private static BackendSettings settings(long seed, String replica, int start, Optional<Duration> meanLife) {
        return new BackendSettings(
                "1.0.0",
                seed,
                replica,
                start,
                Latency.parse("p50=3s,p99=12s"),
                meanLife,
                List.of(Crash.values()),
                Latency.parse("0"),
                Duration.ZERO,
                0);
    }
}
