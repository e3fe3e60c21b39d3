package dev.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Event counts over the last seconds, in a ring of buckets: what is older than the window drops out a bucket at a time.
 *
 * <p>Shared among event loops without locks. When two of them enter a new bucket at the same moment, a count or two may
 * be lost: it feeds rates, not accounts.
 */
final class SlidingCounts {
    private final long bucketNanos;
    private final int buckets;
    private final int columns;
    /** Which stretch of time each bucket holds: the clock divided by the width of a bucket. */
    private final AtomicLongArray epochs;

    private final AtomicLongArray counts;

    /** @param columns how many kinds of events are counted */
    SlidingCounts(long windowNanos, int buckets, int columns) {
        this.bucketNanos = Math.max(1, windowNanos / buckets);
        this.buckets = buckets;
        this.columns = columns;
        this.epochs = new AtomicLongArray(buckets);
        this.counts = new AtomicLongArray(buckets * columns);
        for (int i = 0; i < buckets; i++) {
            epochs.set(i, Long.MIN_VALUE);
        }
    }

    void add(int column, long now) {
        long epoch = Math.floorDiv(now, bucketNanos);
        int bucket = Math.floorMod(epoch, buckets);
        long held = epochs.get(bucket);
        if (held < epoch && epochs.compareAndSet(bucket, held, epoch)) {
            for (int i = 0; i < columns; i++) {
                counts.set(bucket * columns + i, 0);
            }
        }
        counts.getAndIncrement(bucket * columns + column);
    }

    long sum(int column, long now) {
        return sum(column, now, buckets);
    }

    /** Over the newest buckets alone, the one that is being filled among them. */
    long sum(int column, long now, int newestBuckets) {
        long newest = Math.floorDiv(now, bucketNanos);
        long sum = 0;
        for (int i = 0; i < buckets; i++) {
            if (epochs.get(i) > newest - newestBuckets) {
                sum += counts.get(i * columns + column);
            }
        }
        return sum;
    }
}
