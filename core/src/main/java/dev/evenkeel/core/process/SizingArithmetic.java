package dev.evenkeel.core.process;

import dev.evenkeel.core.process.Sizing.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The arithmetic of {@link Sizing} for one mean life, one mean cold start and one choice of probes. */
final class SizingArithmetic {
    private final double life;
    private final double start;
    private final RestartBackoff backoff;
    private final SizingDemand demand;
    private final ProbeChoice probes;
    private final List<Step> steps = new ArrayList<>();

    SizingArithmetic(double life, double start, RestartBackoff backoff, SizingDemand demand, ProbeChoice probes) {
        this.life = life;
        this.start = start;
        this.backoff = backoff;
        this.demand = demand;
        this.probes = probes;
    }

    Sizing solve() {
        step("mean life", "measured", life, "s");
        step("mean cold start", "measured", start, "s");
        double detection = step(
                "until a crash is noticed",
                "period / 2 + (failures - 1) × to the next question + timeout = " + sum(probes),
                probes.secondsToRestart(),
                "s");
        double wait = step(
                "mean back-off",
                "over runs in a row shorter than " + seconds(backoff.resetAfter()) + " s",
                meanBackoff(),
                "s");
        double away = step(
                "away after each crash",
                String.format(Locale.ROOT, "%.3g + %.3g + %.3g", detection, wait, start),
                detection + wait + start,
                "s");
        double down = step(
                "share of the time one replica is away",
                String.format(Locale.ROOT, "%.3g / (%.3g + %.3g)", away, life, away),
                Double.isInfinite(life) ? 0 : away / (life + away),
                "");
        double blind = probes.secondsInTraffic();
        double stale = step(
                "share of the time in traffic that it is dead and not yet taken out",
                String.format(Locale.ROOT, "%.3g / (%.3g + %.3g)", blind, life, blind),
                Double.isInfinite(life) ? 0 : blind / (life + blind),
                "");
        double miss = step(
                "an attempt fails",
                String.format(Locale.ROOT, "1 - (1 - %.3g) × (1 - %.3g)", stale, demand.failureRate()),
                1 - (1 - stale) * (1 - demand.failureRate()),
                "");
        int busy = (int) step(
                "replicas that the load needs",
                String.format(
                        Locale.ROOT,
                        "%.4g / %.4g, rounded up, at least 1",
                        demand.requestsPerSecond(),
                        demand.perReplica()),
                Math.max(1, Math.min(1_000_000.0, Math.ceil(demand.requestsPerSecond() / demand.perReplica()))),
                "");
        double half = step(
                "half of what may be lost",
                String.format(Locale.ROOT, "(1 - %s) / 2", demand.availability()),
                (1 - demand.availability()) / 2,
                "");
        int attempts = attempts(miss, half);
        int replicas = replicas(down, half, Math.max(busy, attempts), busy);
        // Another attempt at the same replica isn't counted on.
        int useful = Math.min(attempts, replicas);
        double lostToAttempts = step(
                "lost because every attempt fails",
                String.format(Locale.ROOT, "%.3g to the power of %d", miss, useful),
                Math.pow(miss, useful),
                "");
        double lostToLoad = step(
                "lost because fewer than " + busy + " of " + replicas + " replicas are there",
                String.format(Locale.ROOT, "binomial, each away with %.3g", down),
                tooFew(replicas, busy, down),
                "");
        double availability = step(
                "availability",
                String.format(Locale.ROOT, "(1 - %.3g) × (1 - %.3g)", lostToAttempts, lostToLoad),
                (1 - lostToAttempts) * (1 - lostToLoad),
                "");
        return new Sizing(replicas, useful, probes, availability, availability >= demand.availability(), steps);
    }

    private int attempts(double miss, double half) {
        int attempts = 1;
        while (attempts < demand.maxAttempts() && Math.pow(miss, attempts) > half) {
            attempts++;
        }
        return (int) step(
                "attempts",
                String.format(Locale.ROOT, "the fewest with %.3g^attempts <= %.3g", miss, half),
                attempts,
                "");
    }

    private int replicas(double down, double half, int from, int busy) {
        int replicas = Math.min(from, demand.maxReplicas());
        while (replicas < demand.maxReplicas() && tooFew(replicas, busy, down) > half) {
            replicas++;
        }
        return (int) step(
                "replicas",
                String.format(Locale.ROOT, "the fewest of which %d are there but for %.3g of the time", busy, half),
                replicas,
                "");
    }

    private static double tooFew(int replicas, int busy, double down) {
        return Distributions.binomialAtLeast(replicas - busy + 1L, replicas, down);
    }

    /**
     * The wait before a restart, on average. A run is short with the probability s, and the k-th restart after the last
     * long run comes with (1 − s) × s^k.
     */
    private double meanBackoff() {
        double reset = Math.max(0, backoff.resetAfter().toMillis() / 1000.0 - start);
        double shortRun = Double.isInfinite(life) ? 0 : -Math.expm1(-reset / life);
        double max = backoff.max().toMillis() / 1000.0;
        double mean = 0;
        double probability = 1 - shortRun;
        double rest = 1;
        for (int k = 0; k < 64; k++) {
            mean += probability
                    * backoff.delay(new RestartBackoff.History(k, null), Instant.EPOCH)
                            .toMillis()
                    / 1000.0;
            rest -= probability;
            probability *= shortRun;
        }
        return mean + Math.max(0, rest) * max;
    }

    private double step(String what, String formula, double value, String unit) {
        steps.add(new Step(what, formula, value, unit));
        return value;
    }

    private static String sum(ProbeChoice probes) {
        return String.format(
                Locale.ROOT,
                "%s / 2 + %d × %s + %s",
                seconds(probes.period()),
                probes.livenessFailures() - 1,
                seconds(probes.toNext()),
                seconds(probes.timeout()));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3g", duration.toMillis() / 1000.0);
    }
}
