package dev.evenkeel.core.deployment;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Finds the segment that has a record. Open addressing with linear probing over four-byte slots, each a fingerprint of
 * the id's hash beside the number of the segment; which row it is, the segment knows. The upper bits of the hash say
 * where to look, the lower ones are the fingerprint. Grows by a quarter, to stay between 68 % and 85 % full.
 */
final class IdIndex {
    private static final int FREE = 0;
    private static final double MOST_FULL = 0.85;
    private static final double GROWTH = 1.25;

    private int[] slots = new int[16];
    private int segmentBits = 10;

    /** Calls back with every record: its hash and its segment's number. */
    interface Source {
        void forEach(Sink sink);
    }

    /** Takes one record. */
    @FunctionalInterface
    interface Sink {
        void accept(long id, int segment);
    }

    /**
     * Makes room.
     *
     * @param records how many there will be
     * @param segments the largest segment number there will be
     * @param present those that are in the index now
     */
    void reserve(long records, int segments, Source present) {
        long room = (long) Math.ceil(records / MOST_FULL) + 1;
        if (room > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("more deployments than a table can hold: " + records);
        }
        boolean wider = segments >= 1 << segmentBits;
        if (room <= slots.length && !wider) {
            return;
        }
        while (segments >= 1 << segmentBits) {
            segmentBits++;
        }
        if (room > slots.length) {
            slots = new int[(int) Math.min(Integer.MAX_VALUE - 8, Math.max(room, (long) (slots.length * GROWTH)))];
        } else {
            Arrays.fill(slots, FREE);
        }
        present.forEach(this::add);
    }

    /** Adds a record that isn't there; there must be room. */
    void add(long id, int segment) {
        int slot = home(id);
        while (slots[slot] != FREE) {
            slot = next(slot);
        }
        slots[slot] = entry(id, segment);
    }

    /**
     * The number of the segment that has a record, or 0.
     *
     * @param contains whether the segment with a number has it: a fingerprint may be another record's
     */
    int find(long id, IntPredicate contains) {
        int fingerprint = entry(id, 0);
        int mask = (1 << segmentBits) - 1;
        for (int slot = home(id); slots[slot] != FREE; slot = next(slot)) {
            int entry = slots[slot];
            if ((entry & ~mask) == fingerprint && contains.test(entry & mask)) {
                return entry & mask;
            }
        }
        return 0;
    }

    /** Notes that a record that is there moved from one segment to another. */
    void move(long id, int from, int to) {
        int slot = home(id);
        int entry = entry(id, from);
        // Should another record have the same entry on the way, then either may be changed: both are found as before.
        while (slots[slot] != entry) {
            slot = next(slot);
        }
        slots[slot] = entry(id, to);
    }

    long bytes() {
        return Sizes.of(slots);
    }

    private int home(long id) {
        return (int) Math.unsignedMultiplyHigh(id, slots.length);
    }

    private int next(int slot) {
        return slot + 1 == slots.length ? 0 : slot + 1;
    }

    private int entry(long id, int segment) {
        return (int) id << segmentBits | segment;
    }
}
