package dev.evenkeel.core.incident;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.incident.Signal.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which deployment did it: one of the same service in the same environment that began a short time before the first
 * failure, with checks that were good before and bad after.
 *
 * <p>The confidence is a product of four numbers between 0 and 1, each of which the evidence names:
 *
 * <ul>
 *   <li>nearness: 1 when the failure followed at once, falling evenly to 0.5 at the end of the window;
 *   <li>good before: (good + 1) ÷ (all + 2) of the checks before it, Laplace's rule of succession, so 0.5 without any;
 *   <li>bad after: (bad + 1) ÷ (all + 2) of the checks since the first failure;
 *   <li>alone: its share of the nearness of all deployments of this service in the window.
 * </ul>
 *
 * <p>At most 0.99: only a person is sure.
 *
 * @param window how long before the first failure a deployment may have begun
 */
public record Attribution(Duration window) {
    /** A hundredth less than sure. */
    private static final double MOST = 0.99;

    /** Clocks of pipelines and monitors differ by so much, and no more. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private record Scored(Deployment deployment, double confidence, List<String> evidence) {}

    private record Tally(long good, long bad) {
        long all() {
            return good + bad;
        }
    }

    /** From when on deployments have to be looked at for a failure. */
    public Instant from(Instant firstFailure) {
        return firstFailure.minus(window);
    }

    /** Until when deployments have to be looked at for a failure. */
    public Instant to(Instant firstFailure) {
        return firstFailure.plus(SKEW);
    }

    /**
     * The most suspicious of some deployments.
     *
     * @param deployments of any service; those of other services and environments are not blamed
     * @param firstFailure when it began
     * @param history what checks saw before and since, oldest first
     * @return empty when none fits
     */
    public Optional<Suspect> suspect(
            List<Deployment> deployments, Incident incident, Instant firstFailure, List<Sighting> history) {
        List<Deployment> near = deployments.stream()
                .filter(deployment -> isNear(deployment, incident, firstFailure))
                .toList();
        double all = near.stream().mapToDouble(d -> nearness(d, firstFailure)).sum();
        return near.stream()
                .map(deployment -> score(deployment, firstFailure, history, all, near.size() - 1))
                .max(Comparator.comparingDouble(Scored::confidence)
                        .thenComparing(scored -> scored.deployment().startedAt())
                        .thenComparing(scored -> scored.deployment().id()))
                .map(scored -> new Suspect(
                        scored.deployment().id(),
                        scored.deployment().version(),
                        scored.confidence(),
                        scored.evidence(),
                        Suspect.Verdict.SUSPECTED,
                        null));
    }

    private boolean isNear(Deployment deployment, Incident incident, Instant firstFailure) {
        boolean sameEnvironment =
                incident.environment() == null || incident.environment().equals(deployment.environment());
        boolean begun = deployment.status() != Status.QUEUED && deployment.status() != Status.BUILDING;
        return deployment.serviceName().equals(incident.service())
                && sameEnvironment
                && begun
                && !deployment.startedAt().isAfter(to(firstFailure))
                && !latest(deployment).isBefore(from(firstFailure));
    }

    /** When it had its last effect as far as is known: it may have begun long before the window and ended in it. */
    private static Instant latest(Deployment deployment) {
        Instant finished = deployment.finishedAt();
        return finished != null && finished.isAfter(deployment.startedAt()) ? finished : deployment.startedAt();
    }

    private double nearness(Deployment deployment, Instant firstFailure) {
        Duration lag = lag(deployment, firstFailure);
        return Math.max(0.5, 1 - 0.5 * lag.toMillis() / window.toMillis());
    }

    /** From the end of the deployment to the failure; nothing when it failed while being deployed. */
    private static Duration lag(Deployment deployment, Instant firstFailure) {
        Duration lag = Duration.between(latest(deployment), firstFailure);
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    private Scored score(
            Deployment deployment, Instant firstFailure, List<Sighting> history, double nearnessOfAll, int others) {
        Instant start = deployment.startedAt();
        // A stretch that the deployment began in belongs to neither side.
        Tally before = tally(history, sighting -> !sighting.to().isAfter(start));
        Tally after = tally(history, sighting -> !sighting.from().isBefore(firstFailure));
        double nearness = nearness(deployment, firstFailure);
        double goodBefore = (before.good() + 1.0) / (before.all() + 2);
        double badAfter = (after.bad() + 1.0) / (after.all() + 2);
        double alone = nearness / nearnessOfAll;

        List<String> evidence = new ArrayList<>();
        evidence.add("same service and environment: " + deployment.serviceName() + " in " + deployment.environment());
        evidence.add(timing(deployment, firstFailure, nearness));
        evidence.add(seen("before it", before.good(), before.all(), "good", goodBefore));
        evidence.add(seen("since the first failure", after.bad(), after.all(), "bad", badAfter));
        evidence.add(
                others == 0
                        ? String.format(Locale.ROOT, "no other deployment of it in %s (alone 1.00)", words(window))
                        : String.format(
                                Locale.ROOT,
                                "%d other %s of it in %s (alone %.2f)",
                                others,
                                others == 1 ? "deployment" : "deployments",
                                words(window),
                                alone));
        if (deployment.status() == Status.FAILED || deployment.status() == Status.ROLLED_BACK) {
            evidence.add("it ended as " + deployment.status().label());
        }
        double confidence = Math.min(MOST, nearness * goodBefore * badAfter * alone);
        return new Scored(deployment, Math.round(confidence * 100) / 100.0, List.copyOf(evidence));
    }

    private static String timing(Deployment deployment, Instant firstFailure, double nearness) {
        boolean during = !firstFailure.isAfter(latest(deployment));
        String what = during
                ? "the first failure came while it was being deployed"
                : "the first failure came " + words(lag(deployment, firstFailure)) + " after it";
        return String.format(Locale.ROOT, "%s (nearness %.2f)", what, nearness);
    }

    private static String seen(String when, long hits, long all, String what, double share) {
        return all == 0
                ? String.format(Locale.ROOT, "nothing was seen %s (%s 0.50)", when, what)
                : String.format(
                        Locale.ROOT, "%d of %d checks were %s %s (%s %.2f)", hits, all, what, when, what, share);
    }

    private static Tally tally(List<Sighting> history, Predicate<Sighting> which) {
        long good = 0;
        long bad = 0;
        for (Sighting sighting : history) {
            if (which.test(sighting)) {
                good += sighting.good();
                bad += sighting.bad();
            }
        }
        return new Tally(good, bad);
    }

    private static String words(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
