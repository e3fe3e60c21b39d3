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

    /** A question that is asked late takes the place of all that should have been asked before it. */
    ProbeRun asked(Duration period, Instant now) {
        return new ProbeRun(lastDue(due, period, now), true, tally, detail);
    }

    /**
     * With an answer. The next question is due one period after this one was. When the answer took longer than that, the
     * one that should have been asked meanwhile is made up for at once, and only one, as by the ticker of the kubelet:
     * with a timeout as long as the period a hanging process is asked without a gap. A failure that decides nothing yet is
     * followed up after the retry period, if that is sooner.
     */
    ProbeRun answered(boolean success, String what, ProbeSpec spec, Instant now) {
        ProbeTally counted = tally.count(success);
        Instant next = lastDue(due.plus(spec.period()), spec.period(), now);
        if (!success && counted.verdict(spec) == ProbeTally.Verdict.UNCHANGED) {
            Instant retry = now.plus(spec.retryPeriod());
            next = retry.isBefore(next) ? retry : next;
        }
        return new ProbeRun(next, false, counted, what);
    }

    /** The last point of the grid that isn't in the future, or {@code from} when that is. */
    private static Instant lastDue(Instant from, Duration period, Instant now) {
        return from.isBefore(now)
                ? from.plus(period.multipliedBy(Duration.between(from, now).dividedBy(period)))
                : from;
    }
}
