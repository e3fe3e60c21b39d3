package dev.evenkeel.core.deployment;

import org.jspecify.annotations.Nullable;

/** A place for a block in a series, whatever its rows are at the moment; the writer's side of it. */
final class Segment {
    private final Series series;
    private final int number;
    private @Nullable Block block;
    private @Nullable Draft draft;

    /** No row of the segment comes before this one. */
    private long lowStartedAt;

    private long lowId;

    /** A segment whose rows are in a draft, the first of which is its lowest. */
    Segment(Series series, int number, Draft draft) {
        this.series = series;
        this.number = number;
        this.draft = draft;
        this.lowStartedAt = draft.startedAt(0);
        this.lowId = draft.id(0);
    }

    Series series() {
        return series;
    }

    /** Its number in the {@link IdIndex}, from 1. */
    int number() {
        return number;
    }

    int size() {
        return draft != null ? draft.size() : block().size();
    }

    boolean contains(long id) {
        return draft != null ? draft.contains(id) : block().contains(id);
    }

    /** Whether a row belongs before this segment. */
    boolean isAfter(Row row) {
        return Row.compare(row.startedAt(), row.id(), lowStartedAt, lowId) < 0;
    }

    /** Whether a row comes behind all that are here. */
    boolean isBefore(Row row) {
        Draft rows = draft();
        for (int i = 0; i < rows.size(); i++) {
            if (Row.compare(rows.startedAt(i), rows.id(i), row.startedAt(), row.id()) > 0) {
                return false;
            }
        }
        return true;
    }

    void add(Row row) {
        if (isAfter(row)) {
            lowStartedAt = row.startedAt();
            lowId = row.id();
        }
        draft().add(row);
    }

    /** Opens the rows for changes, until {@link #seal}. */
    void open() {
        if (draft == null) {
            draft = block().toDraft();
        }
    }

    /** The rows to change. */
    Draft draft() {
        if (draft == null) {
            throw new IllegalStateException("not open");
        }
        return draft;
    }

    boolean isOpen() {
        return draft != null;
    }

    /** Makes the rows as they are now the segment's block. */
    void seal() {
        if (draft != null) {
            block = new Block(draft);
            draft = null;
        }
    }

    /** What its sealed block takes, 0 before the first. */
    long bytes() {
        return block == null ? 0 : block.bytes();
    }

    /** The rows as they were sealed last. */
    Block block() {
        if (block == null) {
            throw new IllegalStateException("not sealed yet");
        }
        return block;
    }
}
