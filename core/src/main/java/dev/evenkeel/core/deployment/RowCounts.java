package dev.evenkeel.core.deployment;

import java.util.function.IntPredicate;

/** How many rows there are of each kind, added up slice by slice. */
public final class RowCounts {
    private final long[] byCode = new long[RowCode.COUNT];

    /** Adds the rows of a slice. */
    public void add(Slice slice) {
        slice.block().count(slice.first(), slice.end(), this);
    }

    void add(int code, int rows) {
        byCode[code] += rows;
    }

    /** All rows. */
    public long total() {
        return sum(code -> true);
    }

    public long of(Status status) {
        return sum(code -> RowCode.is(code, status));
    }

    /** Succeeded, failed or rolled back. */
    public long finished() {
        return sum(code -> RowCode.status(code).isEnd());
    }

    /** Finished, with {@code rollbackOf} set. */
    public long redeployedOlder() {
        return sum(code -> RowCode.status(code).isEnd() && RowCode.has(code, RowCode.REDEPLOYED));
    }

    /** Not finished, and without a {@code finishedAt}, as it should be. */
    public long unfinished() {
        return sum(code -> !RowCode.status(code).isEnd() && !RowCode.has(code, RowCode.FINISHED_AT));
    }

    /** Not finished, yet with a {@code finishedAt}. */
    public long unfinishedWithFinishedAt() {
        return sum(code -> !RowCode.status(code).isEnd() && RowCode.has(code, RowCode.FINISHED_AT));
    }

    /** Succeeded and finished no earlier than started. */
    public long leadTimes() {
        return sum(RowCode::isLead);
    }

    /** Succeeded without a {@code finishedAt}. */
    public long succeededWithoutFinishedAt() {
        return of(Status.SUCCEEDED) - sum(RowCode::isTimed);
    }

    /** Succeeded and finished before it started. */
    public long succeededBeforeStarted() {
        return sum(RowCode::isTimed) - sum(RowCode::isLead);
    }

    private long sum(IntPredicate kind) {
        long sum = 0;
        for (int code = 0; code < byCode.length; code++) {
            if (byCode[code] != 0 && kind.test(code)) {
                sum += byCode[code];
            }
        }
        return sum;
    }
}
