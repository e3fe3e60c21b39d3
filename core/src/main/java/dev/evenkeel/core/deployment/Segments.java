package dev.evenkeel.core.deployment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All segments of a table by number, which of them has which record, and which are open for changes. */
final class Segments {
    /** Open segments take more room than sealed ones; beyond so many rows they are sealed in between. */
    private static final int MOST_OPEN_ROWS = 1 << 22;

    private final int capacity;
    private final IdIndex index = new IdIndex();
    private final List<@Nullable Segment> byNumber = new ArrayList<>();
    private final ArrayDeque<Integer> freeNumbers = new ArrayDeque<>();
    private final List<Segment> open = new ArrayList<>();
    private long blockBytes;

    /** Segments of at most {@code capacity} rows, 2 to {@value Draft#MAX_ROWS}. */
    Segments(int capacity) {
        this.capacity = capacity;
        byNumber.add(null);
    }

    int capacity() {
        return capacity;
    }

    /** Makes room for more records, while no segment is open. */
    void reserve(long records, int more) {
        // A record makes at most one segment, on its own or by a split.
        index.reserve(records, byNumber.size() + more, sink -> {
            for (Segment segment : byNumber) {
                if (segment != null) {
                    Block block = segment.block();
                    for (int row = 0; row < block.size(); row++) {
                        sink.accept(block.id(row), segment.number());
                    }
                }
            }
        });
    }

    /** The segment that has a record, or null. */
    @Nullable
    Segment find(long id) {
        int number = index.find(id, each -> byNumber(each).contains(id));
        return number == 0 ? null : byNumber(number);
    }

    /** Notes where a new record is. */
    void added(long id, Segment segment) {
        index.add(id, segment.number());
    }

    /** Notes that a record is in another segment now, and forgets the old one when nothing is left in it. */
    void moved(long id, Segment from, Segment to) {
        if (from == to) {
            return;
        }
        index.move(id, from.number(), to.number());
        if (from.size() == 0) {
            from.series().remove(from);
            open.remove(from);
            blockBytes -= from.bytes();
            byNumber.set(from.number(), null);
            freeNumbers.push(from.number());
        }
    }

    /** A new segment with these rows, open. */
    Segment create(Series series, Draft rows) {
        Integer free = freeNumbers.poll();
        int number = free != null ? free : byNumber.size();
        Segment segment = new Segment(series, number, rows);
        if (free != null) {
            byNumber.set(number, segment);
        } else {
            byNumber.add(segment);
        }
        open.add(segment);
        return segment;
    }

    /** A new segment with the later half of the rows of one that is open. */
    Segment split(Segment segment) {
        Segment upper = create(segment.series(), segment.draft().splitOff());
        Draft moved = upper.draft();
        for (int row = 0; row < moved.size(); row++) {
            index.move(moved.id(row), segment.number(), upper.number());
        }
        return upper;
    }

    /** Opens a segment for changes. */
    Segment open(Segment segment) {
        if (!segment.isOpen()) {
            segment.open();
            open.add(segment);
        }
        return segment;
    }

    /** Whether the open segments should be sealed to save room. */
    boolean isCrowded() {
        return (long) open.size() * capacity > MOST_OPEN_ROWS;
    }

    /** Ends the changes. */
    void seal() {
        for (Segment segment : open) {
            blockBytes -= segment.bytes();
            segment.seal();
            blockBytes += segment.bytes();
        }
        open.clear();
    }

    long bytes() {
        return blockBytes + index.bytes() + (long) byNumber.size() * (Sizes.OBJECT + 2 * Sizes.REFERENCE);
    }

    private Segment byNumber(int number) {
        Segment segment = byNumber.get(number);
        if (segment == null) {
            throw new IllegalStateException("no segment " + number);
        }
        return segment;
    }
}
