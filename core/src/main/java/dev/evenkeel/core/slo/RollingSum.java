package dev.evenkeel.core.slo;

import java.time.Duration;

/** The sum of the buckets in one window, kept up by adding what comes and taking away what leaves. */
final class RollingSum {
    private final Duration window;
    private final long buckets;
    private long good;
    private long bad;
    private long measured;
    private long maintenance;
    private long ours;

    RollingSum(Duration window, long buckets) {
        this.window = window;
        this.buckets = buckets;
    }

    Duration window() {
        return window;
    }

    long buckets() {
        return buckets;
    }

    /**
     * Adds a bucket, or takes it away.
     *
     * @param gap 0, or the code of the {@link Gap}
     * @param sign 1 or −1
     */
    void change(long bucketGood, long bucketBad, byte gap, int sign) {
        good += sign * bucketGood;
        bad += sign * bucketBad;
        if (bucketGood + bucketBad > 0) {
            measured += sign;
        } else if (gap == Gap.MAINTENANCE.code()) {
            maintenance += sign;
        } else if (gap == Gap.OURS.code()) {
            ours += sign;
        }
    }

    Counts counts(Duration bucket) {
        return new Counts(
                good,
                bad,
                bucket.multipliedBy(measured),
                bucket.multipliedBy(maintenance),
                bucket.multipliedBy(ours),
                bucket.multipliedBy(buckets - measured - maintenance - ours));
    }
}
