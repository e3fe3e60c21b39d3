package dev.evenkeel.core.resilience;

import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: before the n-th retry a wait drawn evenly from 0 to {@code min(cap, base ×
 * 2^(n−1))}. Of the variants compared in the AWS Architecture Blog ("Exponential Backoff And Jitter", 2015) it makes
 * the fewest calls, because it spreads those that failed together.
 *
 * <p>Immutable.
 *
 * @param baseNanos the longest wait before the first retry, above 0
 * @param capNanos the longest wait before any retry, at least {@code baseNanos}
 */
public record Backoff(long baseNanos, long capNanos) {

    /** 10 ms, doubling up to 250 ms: short, since another try at a flaky service usually succeeds at once. */
    public static final Backoff DEFAULT = new Backoff(10_000_000, 250_000_000);

    /** @throws IllegalArgumentException when a length is out of its range */
    public Backoff {
        if (baseNanos <= 0 || capNanos < baseNanos) {
            throw new IllegalArgumentException(
                    "back-off needs 0 < base <= cap, but base is " + baseNanos + " ns and cap " + capNanos + " ns");
        }
    }

    /** The longest that {@link #delayNanos} may answer for this retry. */
    public long ceilingNanos(int retry) {
        int doublings = Math.max(0, retry - 1);
        return doublings >= Long.numberOfLeadingZeros(baseNanos) - 1
                ? capNanos
                : Math.min(capNanos, baseNanos << doublings);
    }

    /**
     * Nanoseconds to wait.
     *
     * @param retry 1 before the first retry, 2 before the second, …
     */
    public long delayNanos(int retry, RandomGenerator random) {
        return random.nextLong(ceilingNanos(retry) + 1);
    }
}
