package dev.evenkeel.core.process;

import java.time.Duration;
import java.util.List;

/**
 * Probe settings to choose from.
 *
 * @param period of both probes
 * @param retryPeriod from a liveness failure that decides nothing yet to the next question
 * @param timeout of both probes
 * @param readinessFailures until it is out of traffic
 * @param livenessFailures until it is restarted
 */
public record ProbeChoice(
        Duration period, Duration retryPeriod, Duration timeout, int readinessFailures, int livenessFailures) {

    /** From the cheapest, which are Kubernetes' defaults, to the quickest, which are those of the profile fast. */
    public static final List<ProbeChoice> ALL = List.of(
            new ProbeChoice(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(1), 3, 3),
            new ProbeChoice(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1), 2, 3),
            new ProbeChoice(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(1), 1, 2),
            new ProbeChoice(Duration.ofSeconds(1), Duration.ofMillis(250), Duration.ofMillis(500), 1, 2));

    /** From a crash until the replica is out of traffic, on average, in seconds: a hanging one, which takes longest. */
    double secondsInTraffic() {
        return seconds(readinessFailures);
    }

    /** From a crash until the process is ended, on average, in seconds. */
    double secondsToRestart() {
        return seconds(livenessFailures);
    }

    /** From a question that gets no answer to the next one. */
    Duration toNext() {
        Duration retried = timeout.plus(retryPeriod);
        return retried.compareTo(period) < 0 ? retried : period;
    }

    /** Half a period until the first question, then to each further one, and the last times out. */
    private double seconds(int failures) {
        return (period.toMillis() / 2.0 + (failures - 1) * toNext().toMillis() + timeout.toMillis()) / 1000.0;
    }
}
