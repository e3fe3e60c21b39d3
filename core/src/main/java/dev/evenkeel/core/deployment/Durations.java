package dev.evenkeel.core.deployment;

import java.util.Arrays;

/**
 * The durations of a block's timed successes in ascending order, in milliseconds: four bytes each, or eight when one
 * is beyond 24 days. Those below zero, of rows that finished before they started, come first and are no lead times.
 */
public final class Durations {
    /** The distance between the samples. */
    public static final int STRIDE = 64;

    private static final int[] NOT_NARROW = {};
    private static final long[] NOT_WIDE = {};

    private final int[] narrow;
    private final long[] wide;
    private final int firstLead;
    private final long leadSum;
    private final long[] samples;

    /** Copies {@code size} ascending durations. */
    Durations(long[] ascending, int size) {
        boolean fits =
                size == 0 || ((int) ascending[0] == ascending[0] && (int) ascending[size - 1] == ascending[size - 1]);
        narrow = fits ? new int[size] : NOT_NARROW;
        wide = fits ? NOT_WIDE : Arrays.copyOf(ascending, size);
        int negative = 0;
        long sum = 0;
        for (int i = 0; i < size; i++) {
            if (fits) {
                narrow[i] = (int) ascending[i];
            }
            if (ascending[i] < 0) {
                negative++;
            } else {
                sum += ascending[i];
            }
        }
        firstLead = negative;
        leadSum = sum;
        samples = new long[(size - negative) / STRIDE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = lead(i * STRIDE + STRIDE / 2);
        }
    }

    /** How many lead times there are. */
    public int leads() {
        return size() - firstLead;
    }

    /** The sum of the lead times. */
    public long leadSum() {
        return leadSum;
    }

    /** The i-th lead time in ascending order. */
    public long lead(int i) {
        return get(firstLead + i);
    }

    /** How many samples there are: every {@value #STRIDE}th lead time, from the middle of the first stride. */
    public int sampleCount() {
        return samples.length;
    }

    /** Copies the samples, which are in ascending order. */
    public void copySamples(long[] target, int at) {
        System.arraycopy(samples, 0, target, at, samples.length);
    }

    /** How many lead times are below {@code value}. */
    public int leadsBelow(long value) {
        int sample = 0;
        while (sample < samples.length && samples[sample] < value) {
            sample++;
        }
        int low = sample == 0 ? 0 : (sample - 1) * STRIDE + STRIDE / 2 + 1;
        int high = sample == samples.length ? leads() : sample * STRIDE + STRIDE / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lead(middle) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    long get(int i) {
        return wide.length == 0 ? narrow[i] : wide[i];
    }

    private int size() {
        return narrow.length + wide.length;
    }

    long bytes() {
        return Sizes.OBJECT + Sizes.of(narrow) + Sizes.of(wide) + Sizes.of(samples);
    }
}
