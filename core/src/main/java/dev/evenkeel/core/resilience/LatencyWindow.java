package dev.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The latencies of the last while as a histogram with eight buckets to the octave, from 1 µs to 137 s, so that a
 * quantile is at most 12.5 % too high. Two halves, the current and the last one, make the window; it is one to two
 * halves long.
 *
 * <p>Shared among event loops without locks; a sample that arrives as the halves change may be lost.
 */
final class LatencyWindow {
    private static final int SUB_BITS = 3;
    private static final int MIN_EXPONENT = 10;
    private static final int MAX_EXPONENT = 36;
    static final int BUCKETS = (MAX_EXPONENT - MIN_EXPONENT + 1) << SUB_BITS;

    private final long halfNanos;
    private final AtomicIntegerArray[] halves = {new AtomicIntegerArray(BUCKETS), new AtomicIntegerArray(BUCKETS)};
    private final AtomicLong epoch;

    LatencyWindow(long windowNanos, long now) {
        this.halfNanos = Math.max(1, windowNanos / 2);
        this.epoch = new AtomicLong(Math.floorDiv(now, halfNanos));
    }

    void add(long nanos, long now) {
        half(rotate(now)).getAndIncrement(bucket(nanos));
    }

    int count(long now) {
        rotate(now);
        int count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            count += halves[0].get(i) + halves[1].get(i);
        }
        return count;
    }

    /** The upper end of the bucket that holds the quantile, in nanoseconds; 0 without samples. */
    long quantile(double quantile, long now) {
        int count = count(now);
        long rank = (long) Math.ceil(quantile * count);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += halves[0].get(i) + halves[1].get(i);
            if (seen >= rank && seen > 0) {
                return upperEnd(i);
            }
        }
        return 0;
    }

    /** Empties what is too old; the current epoch. */
    private long rotate(long now) {
        long current = Math.floorDiv(now, halfNanos);
        long held = epoch.get();
        if (current > held && epoch.compareAndSet(held, current)) {
            clear(half(current));
            if (current > held + 1) {
                clear(half(current - 1));
            }
        }
        return Math.max(current, held);
    }

    private AtomicIntegerArray half(long epoch) {
        return halves[(int) (epoch & 1)];
    }

    private static void clear(AtomicIntegerArray counts) {
        for (int i = 0; i < BUCKETS; i++) {
            counts.set(i, 0);
        }
    }

    static int bucket(long nanos) {
        if (nanos < 1L << MIN_EXPONENT) {
            return 0;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(nanos);
        if (exponent > MAX_EXPONENT) {
            return BUCKETS - 1;
        }
        int sub = (int) (nanos >>> (exponent - SUB_BITS)) & ((1 << SUB_BITS) - 1);
        return ((exponent - MIN_EXPONENT) << SUB_BITS) + sub;
    }

    static long upperEnd(int bucket) {
        int exponent = (bucket >> SUB_BITS) + MIN_EXPONENT;
        int sub = bucket & ((1 << SUB_BITS) - 1);
        return ((1L << SUB_BITS) + sub + 1) << (exponent - SUB_BITS);
    }
}
