package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.ColdStarts;
import dev.evenkeel.core.process.Lives;
import dev.evenkeel.core.process.ProbeChoice;
import dev.evenkeel.core.process.Sizing;
import dev.evenkeel.core.process.SizingDemand;
import dev.evenkeel.core.process.VersionSample;
import dev.evenkeel.server.platform.http.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What it would take to reach an availability, with the arithmetic.
 *
 * @param measured what it is computed from
 * @param cautious with the shortest life and the longest cold start that are likely: what to choose
 * @param expected with the means as measured
 * @param hopeful with the longest life and the shortest cold start
 */
public record SizeView(
        String name, String version, Measured measured, Choice cautious, Choice expected, Choice hopeful) {

    /**
     * What is wanted.
     *
     * @param availability the share of requests that have to be answered, above 0, below 1
     * @param requestsPerSecond null for as many as were seen
     * @param perReplica how many requests a second one replica can take; null for as many as were seen at most
     */
    public record Wish(
            double availability,
            @Nullable Double requestsPerSecond,
            @Nullable Double perReplica) {}

    /**
     * @param crashes processes that ended unasked
     * @param runSeconds of all processes together
     * @param meanLifeSeconds null when none has ended
     * @param meanLifeHighSeconds null when it can't be told
     */
    public record Measured(
            long crashes,
            double runSeconds,
            @Nullable Double meanLifeSeconds,
            double meanLifeLowSeconds,
            @Nullable Double meanLifeHighSeconds,
            int coldStarts,
            double coldStartMeanSeconds,
            double coldStartP50Seconds,
            double coldStartP99Seconds,
            double requestsPerSecond,
            double perReplica,
            double failureRate) {}

    /**
     * @param attempts for each request, the first included
     * @param reached whether {@code availability} is what was wanted
     */
    public record Choice(
            int replicas,
            int attempts,
            double probePeriodSeconds,
            double probeRetryPeriodSeconds,
            double probeTimeoutSeconds,
            int readinessFailures,
            int livenessFailures,
            double availability,
            boolean reached,
            List<Sizing.Step> steps) {

        static Choice of(Sizing sizing) {
            ProbeChoice probes = sizing.probes();
            return new Choice(
                    sizing.replicas(),
                    sizing.attempts(),
                    probes.period().toMillis() / 1000.0,
                    probes.retryPeriod().toMillis() / 1000.0,
                    probes.timeout().toMillis() / 1000.0,
                    probes.readinessFailures(),
                    probes.livenessFailures(),
                    sizing.availability(),
                    sizing.reached(),
                    sizing.steps());
        }
    }

    private static final int MAX_REPLICAS = 1000;
    private static final int MAX_ATTEMPTS = 10;

    static SizeView of(AppRunner app, Wish wish) {
        Release release = app.releases().target();
        if (release == null) {
            throw Refusals.unknownApp(app.name());
        }
        VersionSample sample = app.facts().sample(release);
        Lives lives = app.facts().lives(release);
        ColdStarts starts;
        try {
            starts = app.facts().coldStarts(release);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(409, "Nothing measured yet", app.name() + ": " + e.getMessage());
        }
        double seen = app.facts().requestsPerSecond();
        double rate = wish.requestsPerSecond() == null ? seen : wish.requestsPerSecond();
        double each = wish.perReplica() == null
                ? Math.max(
                        1e-9,
                        Math.max(rate, seen) / Math.max(1, app.ready().ready().size()))
                : wish.perReplica();
        double failures = sample.requests() == 0 ? 0 : Math.min(0.99, (double) sample.failures() / sample.requests());
        var demand = new SizingDemand(wish.availability(), rate, each, failures, MAX_REPLICAS, MAX_ATTEMPTS);
        Sizing.Advice advice = Sizing.advise(lives, starts, release.config().backoff(), demand);
        return new SizeView(
                app.name(),
                release.config().version(),
                new Measured(
                        lives.ended(),
                        lives.seconds(),
                        finite(lives.mean()),
                        lives.low(),
                        finite(lives.high()),
                        starts.observed(),
                        starts.mean(),
                        starts.p50(),
                        starts.p99(),
                        rate,
                        each,
                        failures),
                Choice.of(advice.cautious()),
                Choice.of(advice.expected()),
                Choice.of(advice.hopeful()));
    }

    private static @Nullable Double finite(double value) {
        return Double.isInfinite(value) ? null : value;
    }
}
