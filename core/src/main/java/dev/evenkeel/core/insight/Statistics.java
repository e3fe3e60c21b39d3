package dev.evenkeel.core.insight;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Statistics of samples. */
final class Statistics {
    /** The 97.5 % quantile of the normal distribution: two-sided 95 %. */
    private static final double Z = 1.959963984540054;

    private Statistics() {}

    /** A share as an estimate of a probability. */
    static Rate rate(long hits, long trials) {
        if (trials == 0) {
            return new Rate(null, null, null);
        }
        double share = (double) hits / trials;
        double z2 = Z * Z;
        double scale = 1 / (1 + z2 / trials);
        double centre = share + z2 / (2 * trials);
        double half = Z * Math.sqrt(share * (1 - share) / trials + z2 / (4.0 * trials * trials));
        // At the ends the formula gives exactly 0 and 1, but for rounding.
        double low = hits == 0 ? 0 : Math.max(0, scale * (centre - half));
        double high = hits == trials ? 1 : Math.min(1, scale * (centre + half));
        return new Rate(share, low, high);
    }

    /** The mean of the first {@code n} values, or null when there are none. */
    static @Nullable Double mean(int[] values, int n) {
        if (n == 0) {
            return null;
        }
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i];
        }
        return (double) sum / n;
    }

    /** The median of the first {@code n} values, which are reordered, or null when there are none. */
    static @Nullable Double median(int[] values, int n) {
        if (n == 0) {
            return null;
        }
        Arrays.sort(values, 0, n);
        return (values[(n - 1) / 2] + (double) values[n / 2]) / 2;
    }

    /** The lower end of the 95 % interval of a Poisson mean when n were seen (Wilson and Hilferty 1931). */
    static double poissonLow(long n) {
        return n == 0 ? 0 : n * cube(1 - 1 / (9.0 * n) - Z / (3 * Math.sqrt((double) n)));
    }

    /** The upper end. */
    static double poissonHigh(long n) {
        double next = n + 1.0;
        return next * cube(1 - 1 / (9 * next) + Z / (3 * Math.sqrt(next)));
    }

    private static double cube(double value) {
        return Math.max(0, value * value * value);
    }

    /**
     * The place, from 0, of the value that the median lies above with 97.5 % confidence or more, by the binomial
     * distribution of the number of values below it: as many places from the end it is the other bound. −1 for fewer
     * than six values, of which not even all are enough.
     */
    static int medianLowRank(int n) {
        if (n < 6) {
            return -1;
        }
        if (n > 1000) {
            return (int) Math.floor((n - Z * Math.sqrt(n)) / 2) - 1;
        }
        double probability = Math.pow(0.5, n);
        double below = probability;
        int rank = -1;
        while (below <= 0.025) {
            rank++;
            probability = probability * (n - rank) / (rank + 1);
            below += probability;
        }
        return rank;
    }

    /** The place of the p90 in ascending order by the nearest-rank method: the ⌈0.9 n⌉th of n, from 0. */
    static long p90Rank(long n) {
        return (9 * n + 9) / 10 - 1;
    }

    /**
     * What would be at place {@code rank} if the values in [start, end), which holds that place, were sorted. Reorders
     * them: those before it aren't larger then, those behind it not smaller.
     */
    static long select(long[] values, int start, int end, int rank) {
        int low = start;
        int high = end - 1;
        int random = end;
        while (low < high) {
            // Pivots at scrambled places, so that runs in order, which is what comes here, don't make it quadratic.
            random = random * 1664525 + 1013904223;
            long pivot = values[low + (int) (((random & 0xFFFF_FFFFL) * (high - low + 1)) >>> 32)];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    long swap = values[i];
                    values[i++] = values[j];
                    values[j--] = swap;
                }
            }
            if (rank <= j) {
                high = j;
            } else if (rank >= i) {
                low = i;
            } else {
                return values[rank];
            }
        }
        return values[rank];
    }
}
