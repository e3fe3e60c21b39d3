package dev.evenkeel.core.deployment;

/**
 * Neighbouring rows of a series in the order of their start, in columns, with what is worth knowing about all of them.
 * Never changes: a change makes a new block.
 */
public final class Block {
    private final Times startedAt;
    private final long[] ids;
    private final byte[] codes;
    private final int[] versions;

    /** Empty when no row knows its commit. */
    private final int[] commitAges;

    /** Where each timed row's duration is in {@link #durations}. */
    private final short[] ranks;

    private final Durations durations;
    private final StatusBits statuses;

    /** The number of rows of each code that occurs: the code in the upper half, the number in the lower. */
    private final int[] tally;

    /** The success that took effect last, or −1. */
    private final int latest;

    Block(Draft draft) {
        draft.sort();
        startedAt = draft.times();
        ids = draft.ids();
        codes = draft.codes();
        versions = draft.versions();
        commitAges = draft.commitAges();
        ranks = new short[ids.length];
        durations = draft.sortDurations(ranks);
        statuses = new StatusBits(codes);
        tally = tally(codes);
        latest = findLatestSuccess(0, ids.length);
    }

    /** How many rows there are, at least one. */
    public int size() {
        return ids.length;
    }

    /** When the row started, in milliseconds as {@link TableTime} holds them. */
    public long startedAt(int row) {
        return startedAt.get(row);
    }

    /** When the row finished if it succeeded and says so; {@link TableTime#NONE} otherwise. */
    public long finishedAt(int row) {
        return RowCode.isTimed(codes[row]) ? startedAt(row) + durations.get(ranks[row]) : TableTime.NONE;
    }

    /** When the row took effect if it succeeded: when it finished, or else started. */
    public long effectiveAt(int row) {
        return RowCode.isTimed(codes[row]) ? finishedAt(row) : startedAt(row);
    }

    public Status status(int row) {
        return RowCode.status(codes[row]);
    }

    /** The {@link IdHash} of the row's id. */
    public long id(int row) {
        return ids[row];
    }

    /** When the oldest commit of the row was made, to the second; {@link TableTime#NONE} when that is unknown. */
    public long commitAt(int row) {
        return commitAges.length == 0 || commitAges[row] == Row.NO_COMMIT
                ? TableTime.NONE
                : startedAt(row) - 1000L * commitAges[row];
    }

    /** Whether the row brought an older version back. */
    public boolean isRedeployed(int row) {
        return RowCode.has(codes[row], RowCode.REDEPLOYED);
    }

    /** Whether the row has a lead time: it succeeded and finished no earlier than it started. */
    public boolean hasLeadTime(int row) {
        return RowCode.isLead(codes[row]);
    }

    /** The lead time of a row that has one, in milliseconds. */
    public long leadTime(int row) {
        return durations.get(ranks[row]);
    }

    /** The lead times of all rows in order. */
    public Durations durations() {
        return durations;
    }

    /** The first row at or behind {@code row} that started no earlier than {@code time}; the size when none did. */
    public int firstNotBefore(long time, int row) {
        return startedAt.firstNotBefore(time, row);
    }

    /**
     * Adds how many of the rows in [first, end) succeeded, failed and were rolled back to three neighbours in
     * {@code counts}.
     *
     * @param end greater than {@code first}
     */
    public void countEnds(int first, int end, int[] counts, int at) {
        statuses.count(first, end, counts, at);
    }

    /** The success in [first, end) that took effect last, as {@link #isLater} has it, or −1. */
    public int latestSuccess(int first, int end) {
        return first == 0 && end == size() ? latest : findLatestSuccess(first, end);
    }

    /**
     * Whether this block's {@code row} took effect later than a row of another block; of two in the same millisecond,
     * whether it started later; of two that started in the same one, whether the hash of its id is larger.
     */
    public boolean isLater(int row, Block other, int otherRow) {
        long at = effectiveAt(row);
        long otherAt = other.effectiveAt(otherRow);
        return at != otherAt
                ? at > otherAt
                : Row.compare(startedAt(row), id(row), other.startedAt(otherRow), other.id(otherRow)) > 0;
    }

    /** Whether any row has not ended. */
    public boolean hasUnfinished() {
        for (int entry : tally) {
            if (!RowCode.status(entry >>> 16).isEnd()) {
                return true;
            }
        }
        return false;
    }

    void count(int first, int end, RowCounts counts) {
        if (first == 0 && end == size()) {
            for (int entry : tally) {
                counts.add(entry >>> 16, entry & 0xFFFF);
            }
        } else {
            for (int row = first; row < end; row++) {
                counts.add(codes[row], 1);
            }
        }
    }

    int version(int row) {
        return versions[row];
    }

    boolean contains(long id) {
        for (long each : ids) {
            if (each == id) {
                return true;
            }
        }
        return false;
    }

    Draft toDraft() {
        Draft draft = new Draft(size() + Math.max(8, size() / 8));
        for (int row = 0; row < size(); row++) {
            long duration = RowCode.isTimed(codes[row]) ? durations.get(ranks[row]) : 0;
            int commitAge = commitAges.length == 0 ? Row.NO_COMMIT : commitAges[row];
            draft.add(ids[row], startedAt(row), duration, codes[row], versions[row], commitAge);
        }
        return draft;
    }

    long bytes() {
        return 2 * Sizes.OBJECT
                + startedAt.bytes()
                + Sizes.of(ids)
                + Sizes.of(codes)
                + Sizes.of(versions)
                + (commitAges.length == 0 ? 0 : Sizes.of(commitAges))
                + Sizes.of(ranks)
                + durations.bytes()
                + statuses.bytes()
                + Sizes.of(tally);
    }

    private int findLatestSuccess(int first, int end) {
        int best = -1;
        for (int row = first; row < end; row++) {
            if (RowCode.is(codes[row], Status.SUCCEEDED) && (best < 0 || isLater(row, this, best))) {
                best = row;
            }
        }
        return best;
    }

    private static int[] tally(byte[] codes) {
        int[] counts = new int[RowCode.COUNT];
        int kinds = 0;
        for (byte code : codes) {
            if (counts[code]++ == 0) {
                kinds++;
            }
        }
        int[] tally = new int[kinds];
        int at = 0;
        for (int code = 0; code < counts.length; code++) {
            if (counts[code] > 0) {
                tally[at++] = code << 16 | counts[code];
            }
        }
        return tally;
    }
}
