package dev.evenkeel.core.process;

/**
 * How long the processes of an application lived.
 *
 * @param ended how many ended by themselves, or because their probes failed
 * @param seconds the time all of them ran, those that still run included, in seconds
 */
public record Lives(long ended, double seconds) {
    /** The probability that the mean is within the interval. */
    public static final double CONFIDENCE = 0.95;

    private static final double TAIL = (1 - CONFIDENCE) / 2;

    /** @throws IllegalArgumentException when a value is negative */
    public Lives {
        if (ended < 0 || !(seconds >= 0)) {
            throw new IllegalArgumentException(
                    "lives need ended >= 0 and seconds >= 0, but have " + ended + " and " + seconds);
        }
    }

    /** The mean life in seconds; infinite when none has ended. */
    public double mean() {
        return ended == 0 ? Double.POSITIVE_INFINITY : seconds / ended;
    }

    /**
     * The lower end of the 95 % interval of the mean, in seconds: the exact one for exponential lives observed for a given
     * time, from the gamma (chi-square) distribution (Epstein and Sobel, "Life testing", JASA 48, 1953).
     */
    public double low() {
        return seconds / Distributions.gammaQuantile(ended + 1.0, 1 - TAIL);
    }

    /** The upper end; infinite when none has ended. */
    public double high() {
        return ended == 0 ? Double.POSITIVE_INFINITY : seconds / Distributions.gammaQuantile((double) ended, TAIL);
    }
}
