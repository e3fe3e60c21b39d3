package dev.evenkeel.core.slo;

import java.time.Duration;

/**
 * What was counted in a window. The four durations add up to the window: each bucket is in exactly one of them, in the
 * order in which they stand here.
 *
 * @param measured something was counted
 * @param maintenance nothing was counted, because of maintenance that was announced
 * @param ours nothing was counted, because the monitor did not run or could not measure
 * @param noData nothing was counted, and nobody knows why: no traffic, or before there was a check
 */
public record Counts(long good, long bad, Duration measured, Duration maintenance, Duration ours, Duration noData) {
    public long total() {
        return good + bad;
    }

    /** The share of the window that was not in maintenance, 0 to 1. */
    double shareOutsideMaintenance() {
        long all = measured.plus(maintenance).plus(ours).plus(noData).toSeconds();
        return all == 0 ? 0 : (double) (all - maintenance.toSeconds()) / all;
    }
}
