package dev.evenkeel.core.probe;

import java.time.Duration;
import java.time.Instant;

/**
 * The fixed grid on which one check starts: the epoch, plus a jitter of its own, plus whole intervals.
 *
 * <p>The grid doesn't depend on when the program started or on how long a check took, so a slow target shifts nothing,
 * a slot that passed unused stays visible as a missing number, and a slot has the same number before and after a
 * restart. The jitter follows from the name, so that thousands of checks with one interval spread over it and each
 * keeps its place.
 *
 * <p>Times are nanoseconds since the epoch, which fit a long until the year 2262.
 */
public final class Schedule {
    /**
     * Jitters are multiples of 25 ms: checks that start at the same moment share the wake-ups of their thread, which is a
     * tenth of what a thousand checks a second cost. What is measured then has a millisecond or two of the others in it.
     */
    private static final long STEP = 25_000_000L;

    private final long interval;
    private final long jitter;

    /**
     * @param interval above zero
     * @param jitter at least zero and less than the interval
     * @throws IllegalArgumentException when one is out of its range
     */
    public Schedule(Duration interval, Duration jitter) {
        if (!interval.isPositive() || jitter.isNegative() || jitter.compareTo(interval) >= 0) {
            throw new IllegalArgumentException(
                    "a schedule needs interval > 0 and 0 <= jitter < interval, but has " + interval + " and " + jitter);
        }
        this.interval = interval.toNanos();
        this.jitter = jitter.toNanos();
    }

    /** The schedule of a check, its jitter drawn from its name alone. */
    public static Schedule of(String name, Duration interval) {
        long jitter = Math.floorMod(mix(name), interval.toNanos());
        jitter -= jitter % STEP;
        return new Schedule(interval, Duration.ofNanos(jitter));
    }

    /** The slot that is due at an instant: the latest that has begun. */
    public long slotAt(long epochNanos) {
        return Math.floorDiv(epochNanos - jitter, interval);
    }

    /** When a slot is to start. */
    public long startOf(long slot) {
        return slot * interval + jitter;
    }

    /** When a slot is to start. */
    public Instant instantOf(long slot) {
        return instant(startOf(slot));
    }

    /**
     * Which slot to run when one wakes up: the latest that has begun, however late.
     *
     * @param next the first slot that has not been run or missed
     * @return a slot before {@code next} when it is too early
     */
    public Due due(long next, long epochNanos) {
        long slot = slotAt(epochNanos);
        return new Due(slot, Math.max(0, slot - next), Math.max(0, epochNanos - startOf(slot)));
    }

    public Duration interval() {
        return Duration.ofNanos(interval);
    }

    public Duration jitter() {
        return Duration.ofNanos(jitter);
    }

    /** @return nanoseconds since the epoch */
    public static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    /** The instant of a number of nanoseconds since the epoch. */
    public static Instant instant(long epochNanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L));
    }

    /**
     * @param slot the one to run
     * @param missed how many before it were not run
     * @param lagNanos how long after its time it is now
     */
    public record Due(long slot, long missed, long lagNanos) {}

    /** FNV-1a over the characters, then the finalizer of SplitMix64, because names often differ in their last digit. */
    private static long mix(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
