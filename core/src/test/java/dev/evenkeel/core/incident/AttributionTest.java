package dev.evenkeel.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.incident.Signal.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AttributionTest {
    private static final Attribution ATTRIBUTION = new Attribution(Duration.ofHours(1));
    private static final int FAILURE = 10_000;

    private static final Incident INCIDENT = Incident.opened("i", Signals.began("check:status", FAILURE + 2));

    private static Deployment deployment(String id, String service, String environment, int start, int finish) {
        return Deployment.of(id, service, "v-" + id, environment)
                .status(Status.SUCCEEDED)
                .startedAt(Signals.after(start))
                .finishedAt(Signals.after(finish))
                .build();
    }

    private static Deployment mine(String id, int start, int finish) {
        return deployment(id, "checkout", "production", start, finish);
    }

    /** Checks every two seconds: some good ones until {@code until}, bad ones from the failure on. */
    private static List<Sighting> history(int good, int bad) {
        List<Sighting> history = new ArrayList<>();
        for (int i = good; i > 0; i--) {
            Instant at = Signals.after(FAILURE - 2L * i);
            history.add(new Sighting(at, at, 1, 0));
        }
        for (int i = 0; i < bad; i++) {
            Instant at = Signals.after(FAILURE + 2L * i);
            history.add(new Sighting(at, at, 0, 1));
        }
        return history;
    }

    private static Optional<Suspect> suspect(List<Sighting> history, Deployment... deployments) {
        return ATTRIBUTION.suspect(List.of(deployments), INCIDENT, Signals.after(FAILURE), history);
    }

    @Test
    void goodBeforeAndBadAfterIsItAlmostSurely() {
        Suspect suspect =
                suspect(history(100, 20), mine("d1", FAILURE - 20, FAILURE - 4)).orElseThrow();

        assertThat(suspect.deploymentId()).isEqualTo("d1");
        assertThat(suspect.version()).isEqualTo("v-d1");
        // (90 + 1) / (90 + 2) before it, (20 + 1) / (20 + 2) since; 100 good ones go back 200 s, 10 are while
        // deploying.
        assertThat(suspect.confidence()).isEqualTo(0.94);
        assertThat(suspect.evidence())
                .containsExactly(
                        "same service and environment: checkout in production",
                        "the first failure came 4 s after it (nearness 1.00)",
                        "91 of 91 checks were good before it (good 0.99)",
                        "20 of 20 checks were bad since the first failure (bad 0.95)",
                        "no other deployment of it in 60 min (alone 1.00)");
    }

    @Test
    void othersAreNotBlamed() {
        assertThat(suspect(
                        history(100, 20),
                        deployment("a", "cart", "production", FAILURE - 20, FAILURE - 4),
                        deployment("b", "checkout", "staging", FAILURE - 20, FAILURE - 4),
                        mine("tooOld", FAILURE - 7200, FAILURE - 3601),
                        mine("tooLate", FAILURE + 6, FAILURE + 20),
                        mine("queued", FAILURE - 20, FAILURE - 4)
                                .with()
                                .status(Status.QUEUED)
                                .finishedAt(null)
                                .build()))
                .isEmpty();
    }

    @Test
    void whatIsStillBeingDeployedCanDoIt() {
        Deployment running = mine("d1", FAILURE - 60, 0)
                .with()
                .status(Status.DEPLOYING)
                .finishedAt(null)
                .build();
        assertThat(suspect(history(100, 2), running)).isPresent();

        Suspect during =
                suspect(history(100, 2), mine("d1", FAILURE - 60, FAILURE + 60)).orElseThrow();
        assertThat(during.evidence()).contains("the first failure came while it was being deployed (nearness 1.00)");
    }

    @Test
    void whatWasBadBeforeItWasHardlyIt() {
        var badBefore = new ArrayList<Sighting>();
        badBefore.add(new Sighting(Signals.after(FAILURE - 600), Signals.after(FAILURE - 300), 0, 100));
        badBefore.addAll(history(0, 10));

        Suspect suspect =
                suspect(badBefore, mine("d1", FAILURE - 20, FAILURE - 4)).orElseThrow();
        assertThat(suspect.confidence()).isLessThan(0.02);
        assertThat(suspect.evidence()).contains("0 of 100 checks were good before it (good 0.01)");
    }

    @Test
    void twoInTheWindowShareTheSuspicionAndTheNearerOneHasMore() {
        Suspect suspect = suspect(
                        history(100, 20),
                        mine("far", FAILURE - 3000, FAILURE - 2900),
                        mine("near", FAILURE - 20, FAILURE - 4))
                .orElseThrow();
        assertThat(suspect.deploymentId()).isEqualTo("near");
        assertThat(suspect.confidence()).isBetween(0.55, 0.65);
        assertThat(suspect.evidence()).contains("1 other deployment of it in 60 min (alone 0.63)");
    }

    @Test
    void nothingSeenIsSaid() {
        Suspect suspect =
                suspect(List.of(), mine("d1", FAILURE - 20, FAILURE - 4)).orElseThrow();
        assertThat(suspect.confidence()).isEqualTo(0.25);
        assertThat(suspect.evidence()).contains("nothing was seen before it (good 0.50)");
    }

    @Property(tries = 300)
    void moreFailuresMakeItSurerAndNeverSure(
            @ForAll @IntRange(min = 0, max = 500) int good,
            @ForAll @IntRange(min = 1, max = 500) int bad,
            @ForAll @IntRange(min = 0, max = 3590) int before) {
        Deployment deployment = mine("d1", FAILURE - before - 10, FAILURE - before);
        double some = suspect(history(good, bad), deployment).orElseThrow().confidence();
        double more = suspect(history(good, bad + 50), deployment).orElseThrow().confidence();
        assertThat(more).isGreaterThanOrEqualTo(some).isLessThanOrEqualTo(0.99);
        assertThat(some).isGreaterThan(0);
    }
}
