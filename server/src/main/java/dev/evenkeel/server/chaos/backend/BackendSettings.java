package dev.evenkeel.server.chaos.backend;

import dev.evenkeel.server.chaos.Latency;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a backend behaves.
 *
 * @param release the version that its banner shows
 * @param seed decides every draw, together with the replica and the start
 * @param replica what tells this replica from its siblings, as its port: with the same seed they live differently
 * @param start the number of this start of the replica, so that it doesn't die at the same age each time
 * @param coldStart how long it answers 503 first
 * @param meanLife the mean of the exponentially distributed time from the end of the cold start to the crash; empty when
 *     it never crashes
 * @param crashes how it breaks, each as likely as the others
 * @param latency how long it thinks about an answer
 * @param latencyCreep what is added to the latency for each minute of its life
 * @param fail the share of requests for data that get a 500 while it runs, 0 to 1
 */
public record BackendSettings(
        String release,
        long seed,
        String replica,
        int start,
        Latency coldStart,
        Optional<Duration> meanLife,
        List<Crash> crashes,
        Latency latency,
        Duration latencyCreep,
        double fail) {

    /** @throws IllegalArgumentException when one is out of its range */
    public BackendSettings {
        crashes = List.copyOf(crashes);
        if (crashes.isEmpty()) {
            throw new IllegalArgumentException("there must be a way to crash");
        }
        if (!(fail >= 0 && fail <= 1)) {
            throw new IllegalArgumentException("fail must be a share from 0 to 1, and is " + fail);
        }
        if (meanLife.isPresent() && !meanLife.get().isPositive()) {
            throw new IllegalArgumentException("the mean life must be above 0");
        }
        if (latencyCreep.isNegative()) {
            throw new IllegalArgumentException("the latency can't creep down");
        }
    }

    BackendSettings withLatency(Latency other) {
        return new BackendSettings(
                release, seed, replica, start, coldStart, meanLife, crashes, other, latencyCreep, fail);
    }

    BackendSettings withFail(double other) {
        return new BackendSettings(
                release, seed, replica, start, coldStart, meanLife, crashes, latency, latencyCreep, other);
    }
}
