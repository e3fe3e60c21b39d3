package dev.evenkeel.core.process;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one probe of one process stands.
 *
 * @param due when the next question is due, or while one is under way when that was due
 * @param asking whether a question is under way
 * @param tally the answers so far
 * @param detail what the last answer was, empty before the first
 */
public record ProbeRun(Instant due, boolean asking, ProbeTally tally, String detail) {

    static ProbeRun first(Instant due) {
        return new ProbeRun(due, false, ProbeTally.NONE, "");
    }

    /** When something has to be done for it, null while an answer is awaited. */
    @Nullable
    Instant wakeAt() {
        return asking ? null : due;
    }

    ProbeRun asked() {
        return new ProbeRun(due, true, tally, detail);
    }

    /**
     * With an answer. The next question is due one period after this one was. When the answer took longer than that, the
     * one that should have been asked meanwhile is made up for at once, and only one, as by the ticker of the kubelet:
     * with a timeout as long as the period a hanging process is asked without a gap.
     */
    ProbeRun answered(boolean success, String what, Duration period, Instant now) {
        Instant next = due.plus(period);
        if (next.isBefore(now)) {
            long late = Duration.between(next, now).dividedBy(period);
            next = next.plus(period.multipliedBy(late));
        }
        return new ProbeRun(next, false, tally.count(success), what);
    }
}
