package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.core.process.Sizing.Advice;
import dev.evenkeel.core.process.Sizing.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final RestartBackoff FAST = Profile.FAST.backoff();
    private static final ColdStarts THREE_SECONDS = new ColdStarts(3.5, 3, 4, 3, 12, 100);
    private static final Lives MINUTES = new Lives(100, 6_000);

    @Test
    void theIntervalOfTheMeanLifeIsTheExactOne() {
        Lives ten = new Lives(10, 600);
        assertThat(ten.mean()).isEqualTo(60);
        assertThat(ten.low()).isCloseTo(600 / 18.39036, within(1e-4));
        assertThat(ten.high()).isCloseTo(600 / 4.795389, within(1e-4));
        Lives none = new Lives(0, 600);
        assertThat(none.mean()).isInfinite();
        assertThat(none.high()).isInfinite();
        assertThat(none.low()).isCloseTo(600 / -Math.log(0.025), within(1e-6));
        assertThatThrownBy(() -> new Lives(-1, 0)).hasMessageContaining("-1");
    }

    @Test
    void nineteenOfTwentyIntervalsHoldTheMean() {
        SplittableRandom random = new SplittableRandom(1);
        int lives = 0;
        int starts = 0;
        for (int run = 0; run < 2_000; run++) {
            double seconds = 0;
            long ended = 0;
            while ((seconds += exponential(random, 60)) < 600) {
                ended++;
            }
            Lives seen = new Lives(ended, 600);
            lives += seen.low() <= 60 && 60 <= seen.high() ? 1 : 0;
            double[] cold = new double[30];
            for (int i = 0; i < cold.length; i++) {
                cold[i] = 3 * Math.exp(0.6 * random.nextGaussian());
            }
            ColdStarts measured = ColdStarts.of(cold);
            double truth = 3 * Math.exp(0.18);
            starts += measured.low() <= truth && truth <= measured.high() ? 1 : 0;
        }
        assertThat(lives).isBetween(1_880, 1_990);
        assertThat(starts).isBetween(1_840, 1_980);
    }

    @Test
    void coldStartsHaveTheirQuantiles() {
        double[] seconds = new double[100];
        for (int i = 0; i < 100; i++) {
            seconds[i] = 100 - i;
        }
        ColdStarts starts = ColdStarts.of(seconds);
        assertThat(starts.p50()).isEqualTo(50);
        assertThat(starts.p99()).isEqualTo(99);
        assertThat(starts.mean()).isEqualTo(50.5);
        assertThat(starts.observed()).isEqualTo(100);
        ColdStarts one = ColdStarts.of(new double[] {2});
        assertThat(one.low()).isZero();
        assertThat(one.high()).isEqualTo(8);
        assertThatThrownBy(() -> ColdStarts.of(new double[0])).hasMessageContaining("no start");
    }

    @Test
    void theArithmeticIsShownStepByStep() {
        Sizing sizing =
                Sizing.advise(MINUTES, THREE_SECONDS, FAST, demand(0.999, 50)).expected();
        assertThat(sizing.reached()).isTrue();
        assertThat(sizing.availability()).isGreaterThanOrEqualTo(0.999);
        assertThat(sizing.steps().stream().map(Step::what))
                .startsWith("mean life", "mean cold start", "until a crash is noticed", "mean back-off")
                .endsWith("availability");
        assertThat(value(sizing, "mean life")).isEqualTo(60);
        double away = value(sizing, "until a crash is noticed") + value(sizing, "mean back-off") + 3.5;
        assertThat(value(sizing, "away after each crash")).isCloseTo(away, within(1e-9));
        assertThat(value(sizing, "share of the time one replica is away")).isCloseTo(away / (60 + away), within(1e-9));
        assertThat(value(sizing, "replicas")).isEqualTo(sizing.replicas());
        assertThat(value(sizing, "attempts")).isEqualTo(sizing.attempts());
        assertThat(sizing.steps()).allSatisfy(step -> assertThat(step.formula()).isNotBlank());
    }

    @Test
    void theBackOffOfKubernetesIsMostOfTheOutageOfAnApplicationThatLivesAMinute() {
        SizingDemand demand = demand(0.999, 50);
        Sizing slow = Sizing.advise(MINUTES, THREE_SECONDS, Profile.KUBERNETES.backoff(), demand)
                .expected();
        Sizing fast = Sizing.advise(MINUTES, THREE_SECONDS, FAST, demand).expected();
        assertThat(value(slow, "mean back-off")).isBetween(290.0, 300.0);
        assertThat(value(fast, "mean back-off")).isLessThan(0.1);
        assertThat(fast.replicas()).isLessThan(slow.replicas());
    }

    @Test
    void littleObservedMakesTheCautiousAdviceDearer() {
        SizingDemand demand = demand(0.9999, 50);
        Advice much = Sizing.advise(new Lives(1_000, 60_000), THREE_SECONDS, FAST, demand);
        Advice little = Sizing.advise(new Lives(4, 240), THREE_SECONDS, FAST, demand);
        assertThat(little.expected().replicas()).isEqualTo(much.expected().replicas());
        assertThat(little.cautious().replicas()).isGreaterThan(much.cautious().replicas());
        assertThat(little.hopeful().replicas())
                .isLessThanOrEqualTo(little.expected().replicas());
    }

    @Test
    void oneThatNeverCrashedNeedsOnlyWhatItsLoadNeedsAndTheCheapestProbes() {
        SizingDemand demand = new SizingDemand(0.999, 450, 100, 0, 200, 12);
        Sizing sizing =
                Sizing.advise(new Lives(0, 86_400), THREE_SECONDS, FAST, demand).expected();
        assertThat(sizing.replicas()).isEqualTo(5);
        assertThat(sizing.attempts()).isEqualTo(1);
        assertThat(sizing.probes()).isEqualTo(ProbeChoice.ALL.getFirst());
        assertThat(sizing.availability()).isEqualTo(1);
    }

    @Test
    void whatIsOutOfReachIsSaid() {
        SizingDemand demand = new SizingDemand(0.999999, 50, 100, 0, 3, 3);
        Sizing sizing = Sizing.advise(MINUTES, THREE_SECONDS, FAST, demand).expected();
        assertThat(sizing.reached()).isFalse();
        assertThat(sizing.replicas()).isEqualTo(3);
        assertThat(sizing.probes()).isEqualTo(ProbeChoice.ALL.getLast());
        assertThatThrownBy(() -> demand(1, 1)).hasMessageContaining("0.999");
        assertThatThrownBy(() -> new SizingDemand(0.9, -1, 1, 0, 1, 1)).hasMessageContaining("requestsPerSecond");
        assertThatThrownBy(() -> new SizingDemand(0.9, 1, 0, 0, 1, 1)).hasMessageContaining("perReplica");
        assertThatThrownBy(() -> new SizingDemand(0.9, 1, 1, 0, 0, 1)).hasMessageContaining("maxReplicas");
    }

    @Property(tries = 100)
    void whatIsAdvisedReachesWhatIsWanted(
            @ForAll @Scale(6) @DoubleRange(min = 20, max = 10_000) double life,
            @ForAll @Scale(6) @DoubleRange(min = 0.1, max = 60) double start,
            @ForAll @Scale(6) @DoubleRange(min = 0.9, max = 0.99999) double wanted,
            @ForAll @IntRange(max = 2_000) int rate) {
        Lives lives = new Lives(100, 100 * life);
        ColdStarts starts = new ColdStarts(start, start / 2, start * 2, start, start * 4, 50);
        Advice advice = Sizing.advise(lives, starts, FAST, demand(wanted, rate));
        for (Sizing each : new Sizing[] {advice.expected(), advice.cautious(), advice.hopeful()}) {
            assertThat(each.reached()).isEqualTo(each.availability() >= wanted);
            assertThat(each.attempts()).isBetween(1, each.replicas());
        }
        assertThat(advice.expected().reached()).isTrue();
        assertThat(advice.hopeful().replicas())
                .isLessThanOrEqualTo(advice.expected().replicas());
        assertThat(advice.expected().replicas())
                .isLessThanOrEqualTo(advice.cautious().replicas());
    }

    /** The share of replicas that are away is what a simulation of lives, detection and starts finds. */
    @Test
    void theShareOfTheTimeAReplicaIsAwayIsThatOfASimulation() {
        Sizing sizing =
                Sizing.advise(MINUTES, THREE_SECONDS, FAST, demand(0.999, 50)).expected();
        double detection = value(sizing, "until a crash is noticed");
        SplittableRandom random = new SplittableRandom(5);
        RestartBackoff.History history = RestartBackoff.History.NONE;
        Instant started = Instant.EPOCH;
        double up = 0;
        double down = 0;
        for (int i = 0; i < 200_000; i++) {
            double life = exponential(random, 60);
            Instant exited = started.plusMillis((long) ((3.5 + life + detection) * 1000));
            Duration wait = FAST.delay(history, exited);
            started = exited.plus(wait);
            history = FAST.restarted(history, exited, started);
            up += life;
            down += detection + wait.toMillis() / 1000.0 + 3.5;
        }
        assertThat(value(sizing, "share of the time one replica is away")).isCloseTo(down / (up + down), within(0.002));
    }

    private static double value(Sizing sizing, String what) {
        return sizing.steps().stream()
                .filter(step -> step.what().equals(what))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static SizingDemand demand(double availability, double rate) {
        return new SizingDemand(availability, rate, 100, 0.001, 200, 12);
    }

    private static double exponential(SplittableRandom random, double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }
}
