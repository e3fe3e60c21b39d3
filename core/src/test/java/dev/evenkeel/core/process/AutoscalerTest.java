package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.process.Autoscaler.Decision;
import dev.evenkeel.core.process.ScalingRules.Policy;
import dev.evenkeel.core.process.ScalingRules.Select;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoscalerTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration ROUND = Duration.ofSeconds(15);
    private static final ScalingRules FREE = new ScalingRules(Duration.ZERO, List.of(), Select.MAX);
    /** The formula alone. */
    private static final ScalingSpec PLAIN = new ScalingSpec(1, 100, 0.1, FREE, FREE);

    @ParameterizedTest
    @CsvSource({
        // replicas, average, target, wanted
        "4, 20, 10, 8",
        "4, 10, 10, 4",
        "4, 11, 10, 4", // within the tolerance
        "4, 9, 10, 4",
        "4, 11.1, 10, 5",
        "4, 8.9, 10, 4", // ceil(3.56)
        "4, 7, 10, 3",
        "3, 0, 10, 1", // not below the minimum
        "10, 500, 10, 100", // not above the maximum
        "1, 10.5, 10, 1"
    })
    void followsTheFormula(int replicas, double average, double target, int wanted) {
        assertThat(decide(PLAIN, replicas, ids(replicas), Set.of(), all(replicas, average), target))
                .isEqualTo(wanted);
    }

    @Test
    void replicasThatAreNotReadyCountAsIdleOnTheWayUpAndNotAtAllOnTheWayDown() {
        // Two ready with 30 each and two that start: 60 / 4 = 15 a replica, not 30.
        assertThat(decide(PLAIN, 4, ids(2), Set.of("x", "y"), all(2, 30), 10)).isEqualTo(6);
        // 12 on average over two is 20 % too much; over four it would be far too little: leave it.
        assertThat(decide(PLAIN, 4, ids(2), Set.of("x", "y"), all(2, 12), 10)).isEqualTo(4);
        // On the way down only the ready ones count.
        assertThat(decide(PLAIN, 4, ids(2), Set.of("x", "y"), all(2, 5), 10)).isEqualTo(1);
        // What a replica that isn't ready reports is not believed.
        assertThat(decide(PLAIN, 4, Set.of("r0", "r1"), Set.of("r2", "r3"), all(4, 10), 10))
                .isEqualTo(4);
        assertThat(decide(PLAIN, 3, Set.of("r0", "r1"), Set.of("slow"), with(all(2, 10), "slow", 1000), 10))
                .isEqualTo(3);
    }

    @Test
    void missingMeasurementsCountAsOnTargetOnTheWayDownAndAsIdleOnTheWayUp() {
        // (2 × 2 + 2 × 10) / 4 = 6 of 10, so 2.4 replicas
        assertThat(decide(PLAIN, 4, ids(4), Set.of(), all(2, 2), 10)).isEqualTo(3);
        // 2 × 30 / 4 = 15 of 10, so 6 replicas
        assertThat(decide(PLAIN, 4, ids(4), Set.of(), all(2, 30), 10)).isEqualTo(6);
        // 12 turns into 6: it would point the other way, so nothing happens.
        assertThat(decide(PLAIN, 4, ids(4), Set.of(), all(2, 12), 10)).isEqualTo(4);
        // Nothing measured at all: nothing happens.
        assertThat(decide(PLAIN, 4, ids(4), Set.of(), Map.of(), 10)).isEqualTo(4);
    }

    @Test
    void ofSeveralMetricsTheLargestAnswerCountsAndOneThatIsMissingKeepsItFromShrinking() {
        ScalingMetric low = new ScalingMetric("concurrency", 10, all(4, 1));
        ScalingMetric high = new ScalingMetric("latency", 0.1, all(4, 0.2));
        ScalingMetric missing = new ScalingMetric("latency", 0.1, Map.of());
        assertThat(Autoscaler.NEW
                        .decide(PLAIN, 4, ids(4), Set.of(), List.of(low, high), T0)
                        .replicas())
                .isEqualTo(8);
        assertThat(Autoscaler.NEW
                        .decide(PLAIN, 4, ids(4), Set.of(), List.of(low), T0)
                        .replicas())
                .isEqualTo(1);
        assertThat(Autoscaler.NEW
                        .decide(PLAIN, 4, ids(4), Set.of(), List.of(low, missing), T0)
                        .replicas())
                .isEqualTo(4);
        assertThat(Autoscaler.NEW
                        .decide(PLAIN, 4, ids(4), Set.of(), List.of(high, missing), T0)
                        .replicas())
                .isEqualTo(8);
        Decision decision = Autoscaler.NEW.decide(PLAIN, 4, ids(4), Set.of(), List.of(low, high), T0);
        assertThat(decision.reason()).isEqualTo("latency 0.200 a replica, target 0.100");
    }

    @Test
    void goesUpByFourOrTwiceInFifteenSecondsByDefault() {
        ScalingSpec spec = ScalingSpec.of(1, 100);
        assertThat(rounds(spec, 1, 1000, 1)).containsExactly(5);
        assertThat(rounds(spec, 1, 1000, 5)).containsExactly(5, 10, 20, 40, 80);
        // A second look within the same fifteen seconds may add nothing more.
        Decision first = Autoscaler.NEW.decide(spec, 1, ids(1), Set.of(), metric(all(1, 1000), 10), T0);
        Decision second =
                first.autoscaler().decide(spec, 5, ids(5), Set.of(), metric(all(5, 1000), 10), T0.plusSeconds(14));
        assertThat(second.replicas()).isEqualTo(5);
    }

    @Test
    void goesDownOnlyWhenFiveMinutesWantedNoMore() {
        ScalingSpec spec = ScalingSpec.of(1, 100);
        List<Integer> wanted = rounds(spec, 10, 1, 22);
        // Nothing for 300 s after the first look, then all at once.
        assertThat(wanted.subList(0, 20)).containsOnly(10);
        assertThat(wanted.get(20)).isEqualTo(1);
    }

    @Test
    void aPeakWithinTheWindowHoldsTheNumberUp() {
        ScalingSpec spec = ScalingSpec.of(1, 100);
        Autoscaler autoscaler = Autoscaler.NEW;
        int replicas = 4;
        for (int round = 0; round < 60; round++) {
            // 40 s of peak in every four minutes
            double load = round % 16 < 3 ? 40 : 4;
            Decision decision = autoscaler.decide(
                    spec,
                    replicas,
                    ids(replicas),
                    Set.of(),
                    metric(all(replicas, load / replicas), 10),
                    T0.plus(ROUND.multipliedBy(round)));
            autoscaler = decision.autoscaler();
            replicas = decision.replicas();
            assertThat(replicas).isEqualTo(4);
        }
    }

    @Test
    void policiesLimitTheWayDown() {
        ScalingRules slow = new ScalingRules(
                Duration.ZERO, List.of(new Policy(1, false, ROUND), new Policy(10, true, ROUND)), Select.MAX);
        assertThat(rounds(new ScalingSpec(1, 100, 0.1, FREE, slow), 40, 0, 4)).containsExactly(36, 32, 28, 25);
        ScalingRules slowest = new ScalingRules(slow.window(), slow.policies(), Select.MIN);
        assertThat(rounds(new ScalingSpec(1, 100, 0.1, FREE, slowest), 40, 0, 3))
                .containsExactly(39, 38, 37);
        ScalingRules never = new ScalingRules(slow.window(), slow.policies(), Select.DISABLED);
        assertThat(rounds(new ScalingSpec(1, 100, 0.1, FREE, never), 40, 0, 2)).containsExactly(40, 40);
    }

    @Test
    void numbersOutsideTheBoundsAreCorrectedWithoutAMetric() {
        ScalingSpec spec = ScalingSpec.of(3, 5);
        assertThat(Autoscaler.NEW
                        .decide(spec, 1, ids(1), Set.of(), List.of(), T0)
                        .replicas())
                .isEqualTo(3);
        assertThat(Autoscaler.NEW
                        .decide(spec, 9, ids(9), Set.of(), List.of(), T0)
                        .replicas())
                .isEqualTo(5);
    }

    @Property
    void staysWithinItsBoundsAndWithinItsPolicies(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int start) {
        SplittableRandom random = new SplittableRandom(seed);
        ScalingSpec spec = ScalingSpec.of(2, 25);
        Autoscaler autoscaler = Autoscaler.NEW;
        int replicas = start;
        for (int round = 0; round < 60; round++) {
            Map<String, Double> values = new HashMap<>();
            Set<String> ready = new HashSet<>();
            Set<String> notReady = new HashSet<>();
            for (String id : ids(replicas)) {
                (random.nextInt(4) == 0 ? notReady : ready).add(id);
                if (random.nextInt(5) > 0) {
                    values.put(id, random.nextDouble() * 40);
                }
            }
            Decision decision = autoscaler.decide(
                    spec, replicas, ready, notReady, metric(values, 10), T0.plus(ROUND.multipliedBy(round)));
            assertThat(decision.replicas()).isBetween(2, 25);
            if (replicas >= 2 && replicas <= 25) {
                assertThat(decision.replicas()).isLessThanOrEqualTo(Math.max(replicas + 4, 2 * replicas));
            }
            assertThat(decision.autoscaler().recommendations()).hasSizeLessThanOrEqualTo(22);
            assertThat(decision.autoscaler().changes()).hasSizeLessThanOrEqualTo(2);
            autoscaler = decision.autoscaler();
            replicas = decision.replicas();
        }
    }

    @Test
    void refusesValuesThatMakeNoSense() {
        assertThatThrownBy(() -> ScalingSpec.of(0, 1)).hasMessageContaining("min 0");
        assertThatThrownBy(() -> ScalingSpec.of(3, 2)).hasMessageContaining("max 2");
        assertThatThrownBy(() -> new ScalingSpec(1, 2, 1, FREE, FREE)).hasMessageContaining("tolerance");
        assertThatThrownBy(() -> new Policy(0, false, ROUND)).hasMessageContaining("value");
        assertThatThrownBy(() -> new Policy(1, false, Duration.ZERO)).hasMessageContaining("period");
        assertThatThrownBy(() -> new ScalingRules(ROUND.negated(), List.of(), Select.MAX))
                .hasMessageContaining("window");
        assertThatThrownBy(() -> new ScalingMetric("latency", 0, Map.of())).hasMessageContaining("latency");
        assertThatThrownBy(() -> new ScalingMetric("latency", 1, Map.of("a", Double.NaN)))
                .hasMessageContaining("of a");
    }

    /** A load that is the same for each replica, however many there are. */
    private static List<Integer> rounds(ScalingSpec spec, int start, double average, int rounds) {
        Autoscaler autoscaler = Autoscaler.NEW;
        int replicas = start;
        List<Integer> wanted = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Decision decision = autoscaler.decide(
                    spec,
                    replicas,
                    ids(replicas),
                    Set.of(),
                    metric(all(replicas, average), 10),
                    T0.plus(ROUND.multipliedBy(round)));
            autoscaler = decision.autoscaler();
            replicas = decision.replicas();
            wanted.add(replicas);
        }
        return wanted;
    }

    private static int decide(
            ScalingSpec spec,
            int current,
            Set<String> ready,
            Set<String> notReady,
            Map<String, Double> values,
            double target) {
        return Autoscaler.NEW
                .decide(spec, current, ready, notReady, metric(values, target), T0)
                .replicas();
    }

    private static List<ScalingMetric> metric(Map<String, Double> values, double target) {
        return List.of(new ScalingMetric("concurrency", target, values));
    }

    private static Set<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i).collect(Collectors.toSet());
    }

    private static Map<String, Double> all(int count, double value) {
        return ids(count).stream().collect(Collectors.toMap(id -> id, id -> value));
    }

    private static Map<String, Double> with(Map<String, Double> values, String id, double value) {
        Map<String, Double> more = new HashMap<>(values);
        more.put(id, value);
        return more;
    }
}
