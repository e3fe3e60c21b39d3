package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class EndpointLoadTest {
    private static final long MILLI = 1_000_000;
    private static final Percentage ROUGHLY = Percentage.withPercentage(1);

    private final EndpointLoad load = new EndpointLoad(0);

    private void attempt(Outcome outcome, long millis, long now) {
        load.onStart();
        load.onEnd(outcome, millis * MILLI, now);
    }

    @Test
    void countsWhatIsUnderWay() {
        load.onStart();
        load.onStart();
        assertThat(load.inFlight()).isEqualTo(2);
        load.onEnd(Outcome.OK, MILLI, 0);
        assertThat(load.inFlight()).isOne();
    }

    @Test
    void anUnknownEndpointGetsOneAttemptAtATime() {
        assertThat(load.cost(0)).isZero();
        load.onStart();
        assertThat(load.cost(0)).isGreaterThan(1e17);
        load.onStart();
        assertThat(load.cost(0)).isGreaterThan(1.5e18);
    }

    @Test
    void costsItsLatencyForEachAttemptThatIsAhead() {
        attempt(Outcome.OK, 20, 0);
        assertThat(load.latencyNanos(0)).isCloseTo(20e6, ROUGHLY);
        assertThat(load.cost(0)).isCloseTo(20e6, ROUGHLY);
        load.onStart();
        load.onStart();
        assertThat(load.cost(0)).isCloseTo(60e6, ROUGHLY);
    }

    @Test
    void aSlowAnswerCountsAtOnceAndIsForgottenInTime() {
        attempt(Outcome.OK, 20, 0);
        attempt(Outcome.OK, 200, 1_000 * MILLI);
        assertThat(load.latencyNanos(1_000 * MILLI)).isCloseTo(200e6, ROUGHLY);
        assertThat(load.latencyNanos(11_000 * MILLI)).isCloseTo(200e6 / Math.E, ROUGHLY);
        attempt(Outcome.OK, 20, 11_000 * MILLI);
        double expected = 200e6 / Math.E + 20e6 * (1 - 1 / Math.E);
        assertThat(load.latencyNanos(11_000 * MILLI)).isCloseTo(expected, ROUGHLY);
    }

    @Test
    void failingFastIsNoMerit() {
        attempt(Outcome.RESET, 1, 0);
        assertThat(load.latencyNanos(0)).as("unknown so far").isCloseTo(1e9, ROUGHLY);
        EndpointLoad known = new EndpointLoad(0);
        known.onStart();
        known.onEnd(Outcome.OK, 50 * MILLI, 0);
        known.onStart();
        known.onEnd(Outcome.SERVER_ERROR, MILLI, 0);
        assertThat(known.latencyNanos(0)).as("as it was").isCloseTo(50e6, ROUGHLY);
        assertThat(known.cost(0)).isCloseTo(50e6 / 0.9, ROUGHLY);
        for (int i = 0; i < 200; i++) {
            known.onStart();
            known.onEnd(Outcome.SERVER_ERROR, MILLI, 0);
        }
        assertThat(known.cost(0)).as("no worse than a hundredfold").isCloseTo(50e8, ROUGHLY);
    }

    @Test
    void successesMakeUpForFailures() {
        attempt(Outcome.OK, 50, 0);
        for (int i = 0; i < 10; i++) {
            attempt(Outcome.SERVER_ERROR, 50, 0);
        }
        double before = load.cost(0);
        for (int i = 0; i < 10; i++) {
            attempt(Outcome.OK, 50, 0);
        }
        double share = 1 - (1 - Math.pow(0.9, 10)) * Math.pow(0.9, 10);
        assertThat(before).isCloseTo(50e6 / Math.pow(0.9, 10), ROUGHLY);
        assertThat(load.cost(0)).isCloseTo(50e6 / share, ROUGHLY);
    }

    @Test
    void whatAHedgeLeftWasAtLeastAsSlow() {
        attempt(Outcome.OK, 50, 0);
        attempt(Outcome.CANCELLED, 20, 0);
        assertThat(load.latencyNanos(0)).isCloseTo(50e6, ROUGHLY);
        attempt(Outcome.CANCELLED, 300, 0);
        assertThat(load.latencyNanos(0)).isCloseTo(300e6, ROUGHLY);
        assertThat(load.cost(0)).as("and no failure").isCloseTo(300e6, ROUGHLY);
    }

    @Test
    void anAverageDriftsToItsRest() {
        DecayingAverage average = new DecayingAverage(1_000 * MILLI, 5, 0);
        assertThat(average.get(0)).isEqualTo(5);
        average.add(9, true, 0, 0);
        assertThat(average.get(0)).isEqualTo(9);
        assertThat(average.get(1_000 * MILLI)).isCloseTo(5 + 4 / Math.E, within(0.01));
        assertThat(average.get(60_000 * MILLI)).isCloseTo(5, within(0.001));
        average.add(1, false, 0.25, 60_000 * MILLI);
        assertThat(average.get(60_000 * MILLI))
                .as("the pause gave it all the weight")
                .isCloseTo(1, within(0.01));
        average.add(5, false, 0.25, 60_000 * MILLI);
        assertThat(average.get(60_000 * MILLI)).as("the least weight").isCloseTo(2, within(0.01));
    }
}
