package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all rules together make of an upstream that fails every second time, in virtual time. */
class FlakyUpstreamTest {
    private static final int SEEDS = 10;

    @ParameterizedTest
    @CsvSource({"0.5, 1", "0.5, 16", "0.5, 64", "0.55, 1", "0.55, 64", "0.6, 1", "0.6, 16", "0.6, 64"})
    void everyRequestSucceedsAndNoneIsDeniedARetry(double failure, int callers) {
        int attempts = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            var simulation = new FlakyUpstreamSimulation(failure, false, RetryBudget.Settings.DEFAULT, seed);
            simulation.runClosedLoop(callers, 1_000);
            assertThat(simulation.notRetried).as("seed " + seed).isEmpty();
            assertThat(simulation.succeeded).as("seed " + seed).isEqualTo(1_000);
            assertThat(simulation.refusedByLimit).as("seed " + seed).isZero();
            assertThat(simulation.breaker.openings()).as("seed " + seed).isZero();
            attempts += simulation.attempts;
        }
        double unavoidable = SEEDS * 1_000 / (1 - failure);
        assertThat((double) attempts).isEqualTo(unavoidable, within(unavoidable * 0.05));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1", "0.5, 64", "0.6, 64"})
    void soItIsWhenThatUpstreamKeepsAskingForASecond(double failure, int callers) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            var simulation = new FlakyUpstreamSimulation(failure, true, RetryBudget.Settings.DEFAULT, seed);
            simulation.runClosedLoop(callers, 1_000);
            assertThat(simulation.notRetried).as("seed " + seed).isEmpty();
            assertThat(simulation.succeeded).as("seed " + seed).isEqualTo(1_000);
        }
    }

    @Test
    void aLongRunLeavesTheLimitAlone() {
        for (int seed = 1; seed <= 3; seed++) {
            var simulation = new FlakyUpstreamSimulation(0.55, false, RetryBudget.Settings.DEFAULT, seed);
            simulation.runClosedLoop(64, 50_000);
            assertThat(simulation.succeeded).as("seed " + seed).isEqualTo(50_000);
            assertThat(simulation.smallestLimit).as("limit, seed " + seed).isGreaterThanOrEqualTo(64);
        }
    }

    @ParameterizedTest
    @CsvSource({"10", "100", "1000"})
    void attemptsStayBoundedWhenEverythingFails(int perSecond) {
        RetryBudget.Settings settings = RetryBudget.Settings.DEFAULT;
        var simulation = new FlakyUpstreamSimulation(1, false, settings, 1);
        simulation.runOpenLoop(perSecond, 60);
        assertThat(simulation.succeeded).isZero();
        assertThat(simulation.notRetried).containsKey(NotRetried.BUDGET);
        double bound = perSecond * (1 + settings.ceiling()) + settings.minPerSecond();
        // From the tenth second on the floor's initial burst is spent; each window of ten seconds keeps the bound.
        for (int from = 10; from <= 50; from++) {
            int inWindow = 0;
            for (int second = from; second < from + 10; second++) {
                inWindow += simulation.attemptsPerSecond[second];
            }
            assertThat(inWindow / 10.0).as("from second " + from).isLessThanOrEqualTo(bound * 1.06);
        }
    }

    @Test
    void anAbsoluteCapHoldsInEverySecond() {
        var simulation = new FlakyUpstreamSimulation(0.5, false, new RetryBudget.Settings(0.2, 3, 10, 200), 1);
        simulation.runOpenLoop(80, 60);
        for (int second = 0; second < 60; second++) {
            assertThat(simulation.attemptsPerSecond[second]).isLessThanOrEqualTo(220);
        }
        // 160 attempts a second are needed and 200 allowed, so nobody loses; the last ones are still under way.
        assertThat(simulation.notRetried).isEmpty();
        assertThat(simulation.succeeded).isGreaterThan(80 * 58);
    }
}
