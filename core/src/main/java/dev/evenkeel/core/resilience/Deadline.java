package dev.evenkeel.core.resilience;

/**
 * The moment by which a request must be answered, as a reading of the monotonic clock that the caller uses throughout
 * ({@link System#nanoTime()} in production).
 *
 * <p>Absolute, so that it needs no bookkeeping between attempts: every wait and every try is cut to what is left.
 * Immutable. Readings are compared by difference, as {@code nanoTime} demands.
 *
 * @param atNanos the clock's reading at which the time is up
 */
public record Deadline(long atNanos) {

    /** The deadline {@code nanos} after {@code now}. */
    public static Deadline after(long nanos, long now) {
        return new Deadline(now + nanos);
    }

    /** Nanoseconds left; 0 when the time is up, never negative. */
    public long remaining(long now) {
        return Math.max(0, atNanos - now);
    }

    public boolean expired(long now) {
        return atNanos - now <= 0;
    }

    /** How long one try may take, in nanoseconds: the route's timeout for a try, but no longer than what is left. */
    public long tryTimeout(long tryTimeoutNanos, long now) {
        return Math.min(tryTimeoutNanos, remaining(now));
    }
}
