package dev.evenkeel.core.deployment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a row says besides times and version, in one byte: its status and three flags. */
final class RowCode {
    /** How many codes there are. */
    static final int COUNT = 64;

    /** It carries a {@code finishedAt}. */
    static final int FINISHED_AT = 8;

    /** Its {@code finishedAt} precedes its {@code startedAt}. */
    static final int REVERSED = 16;

    /** Its {@code rollbackOf} is set. */
    static final int REDEPLOYED = 32;

    private static final int STATUS = 7;
    private static final int SUCCEEDED = 3;

    /** The statuses in the order of their numbers. */
    private static final Status[] STATUSES = {
        Status.QUEUED, Status.BUILDING, Status.DEPLOYING, Status.SUCCEEDED, Status.FAILED, Status.ROLLED_BACK
    };

    private RowCode() {}

    static byte of(Status status, long startedAt, long finishedAt, @Nullable String rollbackOf) {
        int code = Arrays.asList(STATUSES).indexOf(status);
        if (finishedAt != TableTime.NONE) {
            code |= FINISHED_AT;
            if (finishedAt < startedAt) {
                code |= REVERSED;
            }
        }
        return (byte) (rollbackOf == null ? code : code | REDEPLOYED);
    }

    static Status status(int code) {
        return STATUSES[code & STATUS];
    }

    static boolean is(int code, Status status) {
        return STATUSES[code & STATUS] == status;
    }

    /** Whether the row has a duration: it succeeded and says when. */
    static boolean isTimed(int code) {
        return (code & (STATUS | FINISHED_AT)) == (SUCCEEDED | FINISHED_AT);
    }

    /** Whether the row's duration is a lead time: timed, and not finished before it started. */
    static boolean isLead(int code) {
        return (code & (STATUS | FINISHED_AT | REVERSED)) == (SUCCEEDED | FINISHED_AT);
    }

    static boolean has(int code, int flag) {
        return (code & flag) != 0;
    }
}
