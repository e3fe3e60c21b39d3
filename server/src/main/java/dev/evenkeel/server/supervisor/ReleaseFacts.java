package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.endpoint.EndpointSource.Traffic;
import dev.evenkeel.core.process.VersionSample;
import java.time.Duration;
import java.util.Arrays;

/** What was seen of one release: how long its processes ran and how they ended, and how it answered. */
final class ReleaseFacts {
    /** The last so many are kept of what is compared by rank. */
    private static final int KEPT = 500;

    private double runSeconds;
    private long crashes;
    private long requests;
    private long failures;
    private double[] coldStarts = new double[0];
    private long[] latencies = new long[0];

    /** As it is kept on disk; latencies are seen again soon. */
    record Stored(double runSeconds, long crashes, long requests, long failures, double[] coldStarts) {}

    static ReleaseFacts of(Stored stored) {
        var facts = new ReleaseFacts();
        facts.runSeconds = stored.runSeconds();
        facts.crashes = stored.crashes();
        facts.requests = stored.requests();
        facts.failures = stored.failures();
        facts.coldStarts = stored.coldStarts().clone();
        return facts;
    }

    Stored stored() {
        return new Stored(runSeconds, crashes, requests, failures, coldStarts);
    }

    /** One of its processes ran for so much longer. */
    void ran(Duration length) {
        runSeconds += length.toNanos() / 1e9;
    }

    /** One of its processes ended that wasn't meant to. */
    void crashed() {
        crashes++;
    }

    /** One of its processes was ready so long after its start. */
    void started(Duration took) {
        coldStarts =
                Arrays.copyOfRange(coldStarts, coldStarts.length < KEPT ? 0 : 1, Math.min(KEPT, coldStarts.length + 1));
        coldStarts[coldStarts.length - 1] = Math.max(1e-3, took.toNanos() / 1e9);
    }

    /** One of its replicas was sent so much more. */
    void answered(Traffic more) {
        requests += more.answered();
        failures += more.failed();
        if (more.answered() > 0) {
            latencies = Arrays.copyOfRange(
                    latencies, latencies.length < KEPT ? 0 : 1, Math.min(KEPT, latencies.length + 1));
            latencies[latencies.length - 1] = more.nanos() / more.answered() / 1000;
        }
    }

    VersionSample sample() {
        return new VersionSample(runSeconds, crashes, requests, failures, latencies);
    }

    double[] coldStarts() {
        return coldStarts.clone();
    }
}
