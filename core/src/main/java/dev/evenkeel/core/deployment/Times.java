package dev.evenkeel.core.deployment;

import java.util.Arrays;

/**
 * Ascending times of a block: four bytes each, as the distance from the first of their group of 64, or eight when a
 * group spans more than 49 days. The groups' first times serve as an index.
 */
final class Times {
    private static final int SHIFT = 6;
    private static final int GROUP = 1 << SHIFT;
    private static final long[] NOT_WIDE = {};
    private static final int[] NOT_NARROW = {};

    private final int size;
    private final long[] bases;
    private final int[] offsets;
    private final long[] wide;

    /** Copies {@code size} ascending times. */
    Times(long[] ascending, int size) {
        this.size = size;
        bases = new long[(size + GROUP - 1) >> SHIFT];
        boolean narrow = true;
        for (int group = 0; group < bases.length; group++) {
            bases[group] = ascending[group << SHIFT];
            int last = Math.min((group + 1) << SHIFT, size) - 1;
            narrow &= ascending[last] - bases[group] <= 0xFFFF_FFFFL;
        }
        offsets = narrow ? new int[size] : NOT_NARROW;
        wide = narrow ? NOT_WIDE : Arrays.copyOf(ascending, size);
        if (narrow) {
            for (int i = 0; i < size; i++) {
                offsets[i] = (int) (ascending[i] - bases[i >> SHIFT]);
            }
        }
    }

    long get(int i) {
        return wide.length == 0 ? bases[i >> SHIFT] + Integer.toUnsignedLong(offsets[i]) : wide[i];
    }

    /** The first row at or behind {@code start} whose time is not before {@code time}; the size when there is none. */
    int firstNotBefore(long time, int start) {
        int group = (start >> SHIFT) + 1;
        while (group < bases.length && bases[group] < time) {
            group++;
        }
        int end = Math.min(group << SHIFT, size);
        int i = Math.max(start, (group - 1) << SHIFT);
        if (wide.length == 0) {
            long limit = time - bases[group - 1];
            // Eight at a time: rows of a day are near each other, and most of them before its end.
            while (i + 8 <= end && Integer.toUnsignedLong(offsets[i + 7]) < limit) {
                i += 8;
            }
            while (i < end && Integer.toUnsignedLong(offsets[i]) < limit) {
                i++;
            }
            return i;
        }
        while (i < end && wide[i] < time) {
            i++;
        }
        return i;
    }

    long bytes() {
        return Sizes.OBJECT + Sizes.of(bases) + Sizes.of(offsets) + Sizes.of(wide);
    }
}
