package dev.evenkeel.core.deployment;

/**
 * One record as the table keeps it.
 *
 * @param id the {@link IdHash} of its id
 * @param duration from start to finish in milliseconds, 0 unless the code says that the row is timed
 * @param version a place in the {@link VersionDictionary}
 * @param commitAge seconds from the oldest commit to the start, or {@link #NO_COMMIT}; within 68 years either way
 */
record Row(long id, long startedAt, long duration, byte code, int version, int commitAge) {
    /** Stands for a commit whose time is unknown. */
    static final int NO_COMMIT = Integer.MIN_VALUE;

    static Row of(long id, Delivery deployment, int version) {
        long startedAt = TableTime.floor(deployment.startedAt());
        long finishedAt = deployment.finishedAt() == null ? TableTime.NONE : TableTime.floor(deployment.finishedAt());
        byte code = RowCode.of(deployment.status(), startedAt, finishedAt, deployment.rollbackOf());
        return new Row(
                id,
                startedAt,
                RowCode.isTimed(code) ? finishedAt - startedAt : 0,
                code,
                version,
                commitAge(deployment, startedAt));
    }

    private static int commitAge(Delivery deployment, long startedAt) {
        if (deployment.commitAt() == null) {
            return NO_COMMIT;
        }
        long millis = startedAt - TableTime.floor(deployment.commitAt());
        return Math.clamp(Math.floorDiv(millis, 1000), -Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** The order of rows in a table: by start, then by id. */
    static int compare(long startedAt1, long id1, long startedAt2, long id2) {
        return startedAt1 != startedAt2 ? Long.compare(startedAt1, startedAt2) : Long.compare(id1, id2);
    }
}
