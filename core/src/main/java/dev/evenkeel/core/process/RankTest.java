package dev.evenkeel.core.process;

import java.util.Arrays;

/** The test of Mann and Whitney: which of two samples tends to have the larger values. */
final class RankTest {
    private RankTest() {}

    /**
     * How many standard deviations the second sample's rank sum is above what it would be if both came from one
     * distribution, corrected for ties; 0 when all values are the same.
     */
    static double z(double[] first, long[] second) {
        int n = first.length;
        int m = second.length;
        double[] all = Arrays.copyOf(first, n + m);
        for (int i = 0; i < m; i++) {
            all[n + i] = second[i];
        }
        Arrays.sort(all);
        double[] sorted = Arrays.stream(second).asDoubleStream().sorted().toArray();
        double ranks = 0;
        double ties = 0;
        int mine = 0;
        for (int from = 0; from < all.length; ) {
            int to = from;
            while (to < all.length && all[to] == all[from]) {
                to++;
            }
            int equal = 0;
            while (mine < m && sorted[mine] == all[from]) {
                mine++;
                equal++;
            }
            double tied = to - from;
            ranks += equal * (from + to + 1) / 2.0;
            ties += tied * tied * tied - tied;
            from = to;
        }
        double size = n + (double) m;
        double expected = m * (size + 1) / 2;
        double variance = n * (double) m / 12 * (size + 1 - ties / (size * (size - 1)));
        return variance <= 0 ? 0 : (ranks - expected) / Math.sqrt(variance);
    }

    static double median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + (double) sorted[middle]) / 2;
    }
}
