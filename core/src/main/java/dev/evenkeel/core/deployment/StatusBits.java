package dev.evenkeel.core.deployment;

/** Which rows of a block succeeded, failed and were rolled back: one bit each, so that ranges are counted by word. */
final class StatusBits {
    private static final int KINDS = 3;

    /** Three words for every 64 rows: succeeded, failed, rolled back. */
    private final long[] words;

    StatusBits(byte[] codes) {
        words = new long[KINDS * ((codes.length + 63) >> 6)];
        for (int row = 0; row < codes.length; row++) {
            int kind = switch (RowCode.status(codes[row])) {
                case SUCCEEDED -> 0;
                case FAILED -> 1;
                case ROLLED_BACK -> 2;
                case QUEUED, BUILDING, DEPLOYING -> -1;
            };
            if (kind >= 0) {
                words[KINDS * (row >> 6) + kind] |= 1L << row;
            }
        }
    }

    /** Adds the numbers of rows in [first, end), which is not empty, to three neighbours in {@code counts}. */
    void count(int first, int end, int[] counts, int at) {
        int firstWord = first >> 6;
        int lastWord = (end - 1) >> 6;
        for (int word = firstWord; word <= lastWord; word++) {
            long mask = -1L;
            if (word == firstWord) {
                mask <<= first;
            }
            if (word == lastWord) {
                mask &= -1L >>> -end;
            }
            int from = KINDS * word;
            counts[at] += Long.bitCount(words[from] & mask);
            counts[at + 1] += Long.bitCount(words[from + 1] & mask);
            counts[at + 2] += Long.bitCount(words[from + 2] & mask);
        }
    }

    long bytes() {
        return Sizes.OBJECT + Sizes.of(words);
    }
}
