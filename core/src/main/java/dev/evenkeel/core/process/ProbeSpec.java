package dev.evenkeel.core.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a probe is asked and what its answers mean; the fields and their meaning are those of a Kubernetes
 * <a href="https://kubernetes.io/docs/concepts/workloads/pods/probes/">container probe</a>, but for the retry period,
 * which is the {@code fastinter} of HAProxy's health checks.
 *
 * @param initialDelay from the start of the process to the first question, 0 or more
 * @param period from one question to the next, above 0
 * @param retryPeriod from a failure that decides nothing yet to the next question where that comes sooner than by the
 *     period, above 0; as long as the period where doubts are not looked into sooner, as in Kubernetes
 * @param timeout how long an answer may take, above 0
 * @param failureThreshold so many failures in a row count as failed, at least 1
 * @param successThreshold so many successes in a row count as passed, at least 1
 * @param grace how long the process has to end when this probe fails for good; null for that of {@link Termination}
 */
public record ProbeSpec(
        Duration initialDelay,
        Duration period,
        Duration retryPeriod,
        Duration timeout,
        int failureThreshold,
        int successThreshold,
        @Nullable Duration grace) {

    /** @throws IllegalArgumentException when a value is out of its range */
    public ProbeSpec {
        if (initialDelay.isNegative() || !period.isPositive() || !timeout.isPositive()) {
            throw new IllegalArgumentException("a probe needs initialDelay >= 0, period > 0 and timeout > 0, but has"
                    + " initialDelay " + initialDelay + ", period " + period + " and timeout " + timeout);
        }
        if (!retryPeriod.isPositive()) {
            throw new IllegalArgumentException("a probe needs retryPeriod > 0, but has " + retryPeriod);
        }
        if (failureThreshold < 1 || successThreshold < 1) {
            throw new IllegalArgumentException("a probe needs failureThreshold >= 1 and successThreshold >= 1, but has "
                    + failureThreshold + " and " + successThreshold);
        }
        if (grace != null && grace.isNegative()) {
            throw new IllegalArgumentException("a probe needs grace >= 0, but has " + grace);
        }
    }

    /** Whether an HTTP answer with this status passes: 200 to 399. */
    public static boolean passes(int status) {
        return status >= 200 && status < 400;
    }
}
