package dev.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate with a burst, kept in one number: the generic cell rate algorithm (ITU-T I.371), the same as a token bucket.
 * The number is the time at which the bucket is full again; in the past means it is full.
 *
 * <p>Immutable; the number is the caller's and may be shared among event loops.
 *
 * @param intervalNanos the time that one admission uses up
 * @param toleranceNanos how far the number may run ahead of now: (burst − 1) intervals
 */
record Pace(long intervalNanos, long toleranceNanos) {

    /**
     * @param perSecond above 0
     * @param burst how many may come at once after a pause, at least 1
     * @throws IllegalArgumentException when one is out of its range
     */
    static Pace of(double perSecond, int burst) {
        if (!(perSecond > 0) || perSecond > 1e9 || burst < 1) {
            throw new IllegalArgumentException(
                    "a rate must be above 0 and at most 1e9 a second with a burst of at least" + " 1, but is "
                            + perSecond + " a second with a burst of " + burst);
        }
        long interval = Math.max(1, Math.round(1e9 / perSecond));
        return new Pace(interval, interval * (burst - 1L));
    }

    /**
     * Takes a turn if it comes within {@code maxWaitNanos}.
     *
     * @return the wait until the turn in nanoseconds, 0 or more; when it would be too long, nothing is taken and the
     *     answer is the complement ({@code ~wait}), which is negative
     */
    long reserve(AtomicLong fullAt, long now, long maxWaitNanos) {
        while (true) {
            long seen = fullAt.get();
            long ahead = Math.max(0, seen - now);
            long wait = Math.max(0, ahead - toleranceNanos);
            if (wait > maxWaitNanos) {
                return ~wait;
            }
            if (fullAt.compareAndSet(seen, now + ahead + intervalNanos)) {
                return wait;
            }
        }
    }

    /** Gives a turn back that isn't used. */
    void giveBack(AtomicLong fullAt) {
        fullAt.getAndAdd(-intervalNanos);
    }
}
