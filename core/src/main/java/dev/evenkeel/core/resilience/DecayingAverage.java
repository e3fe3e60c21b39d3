package dev.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicLong;

/**
 * An exponentially weighted average over time, kept in one atomic word: the value as a float and when it was written.
 * Time, not the number of samples, sets the weight, and between samples the value drifts to a resting one.
 *
 * <p>Shared among event loops without locks. Time is kept in units of 65 µs, so that the word lasts for 78 hours
 * between samples; after a longer pause one reading may be too old a value.
 */
final class DecayingAverage {
    private static final int TIME_SHIFT = 16;
    private static final long MAX_AGE = 0xffff_ffffL;

    private final double tauUnits;
    private final float resting;
    private final AtomicLong word;

    /**
     * @param tauNanos after so long the weight of a sample is 1/e
     * @param resting what the value drifts to
     */
    DecayingAverage(long tauNanos, float resting, long now) {
        this.tauUnits = Math.max(1, tauNanos >> TIME_SHIFT);
        this.resting = resting;
        this.word = new AtomicLong(pack(resting, now));
    }

    double get(long now) {
        return drifted(word.get(), now);
    }

    /**
     * Adds a sample.
     *
     * @param peak whether a sample above the average replaces it, so that trouble is seen at once
     * @param weight the least weight of a sample, 0 to 1, however short the time since the one before
     */
    void add(double sample, boolean peak, double weight, long now) {
        while (true) {
            long seen = word.get();
            double next;
            if (peak && sample > drifted(seen, now)) {
                next = sample;
            } else {
                double old = Math.min(kept(seen, now), 1 - weight);
                next = value(seen) * old + sample * (1 - old);
            }
            if (word.compareAndSet(seen, pack((float) next, now))) {
                return;
            }
        }
    }

    private double drifted(long seen, long now) {
        double kept = kept(seen, now);
        return value(seen) * kept + resting * (1 - kept);
    }

    /** How much of the value is left by now. */
    private double kept(long seen, long now) {
        long age = ((now >> TIME_SHIFT) - seen) & MAX_AGE;
        // Another event loop may have read a slightly later clock.
        return age == 0 || age > MAX_AGE - 1024 ? 1 : Math.exp(-age / tauUnits);
    }

    private static float value(long word) {
        return Float.intBitsToFloat((int) (word >>> 32));
    }

    private static long pack(float value, long now) {
        return ((long) Float.floatToRawIntBits(value) << 32) | ((now >> TIME_SHIFT) & MAX_AGE);
    }
}
