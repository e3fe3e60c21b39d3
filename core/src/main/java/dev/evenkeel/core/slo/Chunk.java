package dev.evenkeel.core.slo;

import java.util.Arrays;

/**
 * Neighbouring buckets. Most hours of most services are the same all through; such a chunk holds one bucket in place of
 * all, which makes a month of a healthy service a few kilobytes.
 */
final class Chunk {
    static final int SIZE = 64;

    private long[] good = new long[1];
    private long[] bad = new long[1];
    private byte[] gaps = new byte[1];

    long good(int bucket) {
        return good[good.length == 1 ? 0 : bucket];
    }

    long bad(int bucket) {
        return bad[bad.length == 1 ? 0 : bucket];
    }

    /** 0, or the code of the {@link Gap}. */
    byte gap(int bucket) {
        return gaps[gaps.length == 1 ? 0 : bucket];
    }

    void set(int bucket, long newGood, long newBad, byte newGap) {
        if (good.length == 1) {
            good = filled(good[0]);
            bad = filled(bad[0]);
            byte gap = gaps[0];
            gaps = new byte[SIZE];
            Arrays.fill(gaps, gap);
        }
        good[bucket] = newGood;
        bad[bucket] = newBad;
        gaps[bucket] = newGap;
    }

    /** Takes less memory from now on, where all buckets are the same. */
    void compact() {
        if (good.length == 1) {
            return;
        }
        for (int i = 1; i < SIZE; i++) {
            if (good[i] != good[0] || bad[i] != bad[0] || gaps[i] != gaps[0]) {
                return;
            }
        }
        good = new long[] {good[0]};
        bad = new long[] {bad[0]};
        gaps = new byte[] {gaps[0]};
    }

    private static long[] filled(long value) {
        long[] all = new long[SIZE];
        Arrays.fill(all, value);
        return all;
    }
}
