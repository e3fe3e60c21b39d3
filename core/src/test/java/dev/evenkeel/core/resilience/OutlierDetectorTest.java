package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OutlierDetectorTest {
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

    private final ManualNanos nanos = new ManualNanos();
    private final OutlierDetector detector = new OutlierDetector(OutlierDetector.Settings.DEFAULT, nanos);

    private static List<EndpointHealth> endpoints(OutlierDetector detector, int count) {
        List<EndpointHealth> endpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            endpoints.add(detector.add());
        }
        return endpoints;
    }

    private static void report(EndpointHealth endpoint, Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            endpoint.onOutcome(outcome);
        }
    }

    private boolean ejected(EndpointHealth endpoint) {
        return endpoint.ejected(nanos.getAsLong());
    }

    @Test
    void ejectsAfterFiveErrorsInARow() {
        EndpointHealth bad = endpoints(detector, 3).getFirst();
        report(bad, Outcome.SERVER_ERROR, 4);
        report(bad, Outcome.OK, 1);
        report(bad, Outcome.SERVER_ERROR, 4);
        report(bad, Outcome.CANCELLED, 9);
        assertThat(ejected(bad)).isFalse();
        report(bad, Outcome.SERVER_ERROR, 1);
        assertThat(ejected(bad)).isTrue();
        assertThat(detector.ejections()).isEqualTo(1);
        assertThat(detector.ejectedNow()).isEqualTo(1);
    }

    @Test
    void ejectsAfterThreeInARowWithoutAnAnswer() {
        EndpointHealth bad = endpoints(detector, 3).getFirst();
        report(bad, Outcome.TIMEOUT, 2);
        report(bad, Outcome.SERVER_ERROR, 1);
        report(bad, Outcome.GATEWAY_ERROR, 1);
        assertThat(ejected(bad)).isFalse();
        EndpointHealth other = detector.add();
        report(other, Outcome.TIMEOUT, 1);
        report(other, Outcome.RESET, 1);
        assertThat(ejected(other)).isFalse();
        report(other, Outcome.CONNECT_FAILED, 1);
        assertThat(ejected(other)).isTrue();
    }

    @Test
    void ejectsWhatHedgesAlwaysOvertake() {
        EndpointHealth hanging = endpoints(detector, 3).getFirst();
        for (int i = 0; i < 4; i++) {
            hanging.onOvertaken();
        }
        report(hanging, Outcome.CANCELLED, 1);
        assertThat(ejected(hanging)).isFalse();
        hanging.onOvertaken();
        assertThat(ejected(hanging)).isTrue();
        nanos.advance(Duration.ofSeconds(5));
        assertThat(ejected(hanging)).isFalse();
        hanging.onOvertaken();
        hanging.onOvertaken();
        assertThat(ejected(hanging)).isTrue();
    }

    @Test
    void whatAnswersInBetweenIsOnlySlow() {
        EndpointHealth slow = endpoints(detector, 3).getFirst();
        for (int i = 0; i < 100; i++) {
            slow.onOvertaken();
            slow.onOvertaken();
            report(slow, i % 2 == 0 ? Outcome.OK : Outcome.CLIENT_ERROR, 1);
        }
        assertThat(ejected(slow)).isFalse();
    }

    @Test
    void aQuotaIsNoFailure() {
        EndpointHealth limited = endpoints(detector, 3).getFirst();
        report(limited, Outcome.RATE_LIMITED, 100);
        assertThat(ejected(limited)).isFalse();
    }

    @Test
    void comesBackOnProbationAndStaysOutLongerEachTime() {
        EndpointHealth bad = endpoints(detector, 3).getFirst();
        report(bad, Outcome.TIMEOUT, 3);
        for (int seconds = 5; seconds <= 20; seconds += 5) {
            nanos.advanceMillis(seconds * 1_000L - 1);
            assertThat(ejected(bad)).as("after %d s", seconds).isTrue();
            nanos.advanceMillis(1);
            assertThat(ejected(bad)).isFalse();
            report(bad, Outcome.TIMEOUT, 1);
            assertThat(ejected(bad)).isFalse();
            report(bad, Outcome.TIMEOUT, 1);
            assertThat(ejected(bad)).isTrue();
        }
        assertThat(bad.ejections()).isEqualTo(5);
    }

    @Test
    void oneSuccessEndsTheProbation() {
        EndpointHealth recovered = endpoints(detector, 3).getFirst();
        report(recovered, Outcome.TIMEOUT, 3);
        nanos.advance(Duration.ofSeconds(5));
        report(recovered, Outcome.OK, 1);
        report(recovered, Outcome.TIMEOUT, 2);
        assertThat(ejected(recovered)).isFalse();
    }

    @Test
    void forgetsEjectionsAsTimePasses() {
        EndpointHealth bad = endpoints(detector, 3).getFirst();
        for (int i = 0; i < 3; i++) {
            report(bad, Outcome.TIMEOUT, 3);
            nanos.advance(Duration.ofSeconds(5L * (i + 1)));
        }
        assertThat(bad.ejections()).isEqualTo(3);
        nanos.advance(Duration.ofSeconds(10));
        report(bad, Outcome.TIMEOUT, 3);
        assertThat(bad.ejections()).as("three, two forgotten, one more").isEqualTo(2);
        nanos.advance(Duration.ofSeconds(10));
        assertThat(ejected(bad)).isFalse();
    }

    @Test
    void neverStaysOutLongerThanTheMaximum() {
        EndpointHealth bad = endpoints(detector, 3).getFirst();
        for (int i = 0; i < 60; i++) {
            report(bad, Outcome.TIMEOUT, 3);
            assertThat(ejected(bad)).isTrue();
            nanos.advance(Duration.ofMinutes(2));
            assertThat(ejected(bad)).isFalse();
        }
    }

    @Test
    void takesTwoOfThreeButNeverTheLast() {
        List<EndpointHealth> all = endpoints(detector, 3);
        for (EndpointHealth endpoint : all) {
            report(endpoint, Outcome.TIMEOUT, 10);
        }
        assertThat(ejected(all.get(0))).isTrue();
        assertThat(ejected(all.get(1))).isTrue();
        assertThat(ejected(all.get(2))).isFalse();
        assertThat(detector.spared()).isPositive();
    }

    @Test
    void neverEjectsTheOnlyOne() {
        EndpointHealth only = detector.add();
        report(only, Outcome.CONNECT_FAILED, 100);
        assertThat(ejected(only)).isFalse();
    }

    @Test
    void bringsOneBackWhenTheOthersAreRemoved() {
        List<EndpointHealth> all = endpoints(detector, 3);
        report(all.get(0), Outcome.TIMEOUT, 3);
        nanos.advance(Duration.ofSeconds(1));
        report(all.get(1), Outcome.TIMEOUT, 3);
        detector.remove(all.get(2));
        assertThat(ejected(all.get(0))).as("due first").isFalse();
        assertThat(ejected(all.get(1))).isTrue();
        detector.remove(all.get(0));
        assertThat(ejected(all.get(1))).isFalse();
        report(all.get(0), Outcome.TIMEOUT, 9);
        assertThat(ejected(all.get(0))).as("it is gone").isFalse();
    }

    @Test
    void ejectsTheOneThatFailsMoreOftenThanTheOthers() {
        List<EndpointHealth> all = endpoints(detector, 3);
        for (EndpointHealth endpoint : all) {
            mixed(endpoint, endpoint == all.get(1) ? 5 : 10, 10);
        }
        detector.sweep();
        assertThat(all).extracting(this::ejected).containsExactly(false, true, false);
    }

    @Test
    void leavesThemAloneWhenAllFailAlikeOrTooLittleIsKnown() {
        List<EndpointHealth> all = endpoints(detector, 3);
        all.forEach(endpoint -> mixed(endpoint, 5, 10));
        detector.sweep();
        assertThat(detector.ejectedNow()).isZero();
        mixed(all.get(0), 1, 2);
        mixed(all.get(1), 10, 10);
        detector.sweep();
        assertThat(detector.ejectedNow()).as("eight results don't suffice").isZero();
        mixed(all.get(0), 85, 100);
        mixed(all.get(1), 100, 100);
        detector.sweep();
        assertThat(detector.ejectedNow())
                .as("significant, but within the margin")
                .isZero();
    }

    /** Four times as many results, so that no row of failures is long enough to eject. */
    private static void mixed(EndpointHealth endpoint, int good, int of) {
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < of; i++) {
                endpoint.onOutcome((i * good) % of < good ? Outcome.OK : Outcome.SERVER_ERROR);
            }
        }
    }

    @Property(tries = 300)
    void atLeastOneIsAlwaysInRotation(
            @ForAll @IntRange(min = 1, max = 6) int count,
            @ForAll @IntRange(min = 0, max = 100) int percent,
            @ForAll long seed) {
        var settings =
                new OutlierDetector.Settings(3, 2, Duration.ofSeconds(1), Duration.ofSeconds(60), percent, 5, 2, 0.1);
        OutlierDetector any = new OutlierDetector(settings, nanos);
        List<EndpointHealth> all = endpoints(any, count);
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 300; step++) {
            int choice = random.nextInt(100);
            if (choice < 90) {
                all.get(random.nextInt(all.size())).onOutcome(OUTCOMES.get(random.nextInt(OUTCOMES.size())));
            } else if (choice < 95) {
                nanos.advanceMillis(random.nextInt(3_000));
            } else if (choice < 97) {
                any.sweep();
            } else if (choice < 98 && all.size() > 1) {
                any.remove(all.removeLast());
            } else {
                all.add(any.add());
            }
            int out = any.ejectedNow();
            assertThat(out).isLessThan(all.size());
            assertThat(all.stream().filter(this::ejected).count()).isEqualTo(out);
        }
    }

    @Test
    void keepsToTheShare() {
        var settings = new OutlierDetector.Settings(3, 2, Duration.ofSeconds(1), Duration.ofSeconds(60), 50, 5, 2, 0.1);
        OutlierDetector half = new OutlierDetector(settings, nanos);
        endpoints(half, 10).forEach(endpoint -> report(endpoint, Outcome.RESET, 9));
        assertThat(half.ejectedNow()).isEqualTo(5);
        var none = new OutlierDetector(
                new OutlierDetector.Settings(3, 2, Duration.ofSeconds(1), Duration.ofSeconds(60), 0, 5, 2, 0.1), nanos);
        endpoints(none, 10).forEach(endpoint -> report(endpoint, Outcome.RESET, 9));
        assertThat(none.ejectedNow()).as("one may always").isEqualTo(1);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new OutlierDetector.Settings(0, 1, second, second, 1, 1, 1, 0))
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new OutlierDetector.Settings(1, 1, second, Duration.ZERO, 1, 1, 1, 0))
                .hasMessageContaining("maxEjection");
        assertThatThrownBy(() -> new OutlierDetector.Settings(1, 1, second, second, 101, 1, 1, 0))
                .hasMessageContaining("101");
    }
}
