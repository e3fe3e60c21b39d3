package dev.evenkeel.core.deployment;

import java.time.Instant;

/**
 * Times in a {@link DeploymentTable}: milliseconds since 1970, held within the years −15,869 to 19,809, so that
 * differences and sums over a block never overflow.
 */
public final class TableTime {
    /** The largest time held; the smallest is its negative. */
    public static final long LIMIT = 1L << 49;

    /** Stands for a time that is missing. */
    public static final long NONE = Long.MIN_VALUE;

    private static final long LIMIT_SECONDS = LIMIT / 1000;

    private TableTime() {}

    /** The millisecond that holds this time. */
    public static long floor(Instant time) {
        if (time.getEpochSecond() >= LIMIT_SECONDS) {
            return LIMIT;
        }
        return time.getEpochSecond() < -LIMIT_SECONDS ? -LIMIT : time.toEpochMilli();
    }

    /**
     * The first millisecond not before this time: a bound of whole milliseconds that selects the same ones as
     * {@code time} does.
     */
    public static long ceil(Instant time) {
        long floor = floor(time);
        return floor < LIMIT && Instant.ofEpochMilli(floor).isBefore(time) ? floor + 1 : floor;
    }
}
