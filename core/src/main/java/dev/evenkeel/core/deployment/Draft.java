package dev.evenkeel.core.deployment;

import java.util.Arrays;

/** The rows of a block while they change: in no order, with room to grow. */
final class Draft {
    /** As many rows as a block may have: a row number must fit in 11 bits beside a duration. */
    static final int MAX_ROWS = 1 << 11;

    private static final int ROW_BITS = 11;
    private static final int[] NO_COMMITS = {};

    private int size;
    private long[] ids;
    private long[] startedAt;
    private long[] durations;
    private byte[] codes;
    private int[] versions;
    private int[] commitAges;

    Draft(int room) {
        ids = new long[room];
        startedAt = new long[room];
        durations = new long[room];
        codes = new byte[room];
        versions = new int[room];
        commitAges = new int[room];
    }

    int size() {
        return size;
    }

    void add(Row row) {
        add(row.id(), row.startedAt(), row.duration(), row.code(), row.version(), row.commitAge());
    }

    void add(long id, long start, long duration, byte code, int version, int commitAge) {
        if (size == ids.length) {
            grow(Math.max(8, size * 2));
        }
        ids[size] = id;
        startedAt[size] = start;
        durations[size] = duration;
        codes[size] = code;
        versions[size] = version;
        commitAges[size] = commitAge;
        size++;
    }

    /** Removes a row that is there. */
    void remove(long id) {
        int row = 0;
        while (ids[row] != id) {
            row++;
        }
        size--;
        copy(this, size, row);
    }

    boolean contains(long id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return true;
            }
        }
        return false;
    }

    long id(int row) {
        return ids[row];
    }

    long startedAt(int row) {
        return startedAt[row];
    }

    byte code(int row) {
        return codes[row];
    }

    int version(int row) {
        return versions[row];
    }

    long duration(int row) {
        return durations[row];
    }

    /** Takes the later half of the rows, sorted, out into a new draft. */
    Draft splitOff() {
        sort();
        int half = size / 2;
        Draft upper = new Draft(ids.length);
        for (int i = half; i < size; i++) {
            upper.add(ids[i], startedAt[i], durations[i], codes[i], versions[i], commitAges[i]);
        }
        size = half;
        return upper;
    }

    /** Puts the rows into the order of the table. */
    void sort() {
        if (isSorted()) {
            return;
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            least = Math.min(least, startedAt[i]);
        }
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = (startedAt[i] - least) << ROW_BITS | i;
        }
        Arrays.sort(keys);
        Draft sorted = new Draft(ids.length);
        for (int i = 0; i < size; i++) {
            copyRow(this, (int) keys[i] & (MAX_ROWS - 1), sorted, i);
        }
        sorted.size = size;
        sorted.sortTies();
        ids = sorted.ids;
        startedAt = sorted.startedAt;
        durations = sorted.durations;
        codes = sorted.codes;
        versions = sorted.versions;
        commitAges = sorted.commitAges;
    }

    /**
     * The durations of the timed rows in ascending order, and where each row's is.
     *
     * @param ranks is given the place of each timed row's duration
     */
    Durations sortDurations(short[] ranks) {
        long least = 0;
        int timed = 0;
        for (int i = 0; i < size; i++) {
            if (RowCode.isTimed(codes[i])) {
                least = Math.min(least, durations[i]);
                timed++;
            }
        }
        long[] keys = new long[timed];
        int at = 0;
        for (int i = 0; i < size; i++) {
            if (RowCode.isTimed(codes[i])) {
                keys[at++] = (durations[i] - least) << ROW_BITS | i;
            }
        }
        Arrays.sort(keys);
        for (int i = 0; i < timed; i++) {
            ranks[(int) keys[i] & (MAX_ROWS - 1)] = (short) i;
            keys[i] = (keys[i] >> ROW_BITS) + least;
        }
        return new Durations(keys, timed);
    }

    long[] ids() {
        return Arrays.copyOf(ids, size);
    }

    byte[] codes() {
        return Arrays.copyOf(codes, size);
    }

    int[] versions() {
        return Arrays.copyOf(versions, size);
    }

    /** How old the commits were, or nothing when none of them is known: most sources don't say. */
    int[] commitAges() {
        for (int i = 0; i < size; i++) {
            if (commitAges[i] != Row.NO_COMMIT) {
                return Arrays.copyOf(commitAges, size);
            }
        }
        return NO_COMMITS;
    }

    Times times() {
        return new Times(startedAt, size);
    }

    private boolean isSorted() {
        for (int i = 1; i < size; i++) {
            if (compare(i - 1, i) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Orders rows with the same start by id: an insertion sort of rows that are in order but for ties. */
    private void sortTies() {
        Draft spare = new Draft(1);
        for (int i = 1; i < size; i++) {
            int to = i;
            while (to > 0 && Row.compare(startedAt[to - 1], ids[to - 1], startedAt[i], ids[i]) > 0) {
                to--;
            }
            if (to < i) {
                copyRow(this, i, spare, 0);
                for (int from = i; from > to; from--) {
                    copy(this, from - 1, from);
                }
                copyRow(spare, 0, this, to);
            }
        }
    }

    private int compare(int row1, int row2) {
        return Row.compare(startedAt[row1], ids[row1], startedAt[row2], ids[row2]);
    }

    private static void copy(Draft draft, int from, int to) {
        copyRow(draft, from, draft, to);
    }

    private static void copyRow(Draft source, int from, Draft target, int to) {
        target.ids[to] = source.ids[from];
        target.startedAt[to] = source.startedAt[from];
        target.durations[to] = source.durations[from];
        target.codes[to] = source.codes[from];
        target.versions[to] = source.versions[from];
        target.commitAges[to] = source.commitAges[from];
    }

    private void grow(int room) {
        ids = Arrays.copyOf(ids, room);
        startedAt = Arrays.copyOf(startedAt, room);
        durations = Arrays.copyOf(durations, room);
        codes = Arrays.copyOf(codes, room);
        versions = Arrays.copyOf(versions, room);
        commitAges = Arrays.copyOf(commitAges, room);
    }
}
