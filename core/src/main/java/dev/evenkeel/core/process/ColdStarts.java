package dev.evenkeel.core.process;

import java.util.Arrays;

/**
 * How long starts took until the replica was ready.
 *
 * @param mean in seconds
 * @param low the lower end of the 95 % interval of the mean, in seconds
 * @param high its upper end
 * @param p50 half of the starts took no longer, in seconds
 * @param p99 99 % of them took no longer
 * @param observed how many there were
 */
public record ColdStarts(double mean, double low, double high, double p50, double p99, int observed) {
    private static final double Z = 1.959964;

    /**
     * From the starts seen. The interval is that of the mean's normal approximation on the logarithms (Cox's method for a
     * log-normal mean; Zhou and Gao, "Confidence intervals for the log-normal mean", Statistics in Medicine 16, 1997),
     * since starts have a long tail; with fewer than two starts it reaches from 0 to four times the one.
     *
     * @param seconds each above 0
     * @throws IllegalArgumentException when there is none
     */
    public static ColdStarts of(double[] seconds) {
        if (seconds.length == 0) {
            throw new IllegalArgumentException("no start has been seen yet: let the application run and ask again");
        }
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double p50 = rank(sorted, 0.5);
        double p99 = rank(sorted, 0.99);
        int n = sorted.length;
        if (n < 2) {
            return new ColdStarts(mean, 0, 4 * mean, p50, p99, n);
        }
        double[] logs = Arrays.stream(sorted)
                .map(each -> Math.log(Math.max(each, 1e-3)))
                .toArray();
        double center = Arrays.stream(logs).average().orElseThrow();
        double variance = Arrays.stream(logs)
                        .map(each -> (each - center) * (each - center))
                        .sum()
                / (n - 1);
        double half = Z * Math.sqrt(variance / n + variance * variance / (2.0 * (n - 1)));
        double middle = center + variance / 2;
        return new ColdStarts(
                mean, Math.min(mean, Math.exp(middle - half)), Math.max(mean, Math.exp(middle + half)), p50, p99, n);
    }

    private static double rank(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
