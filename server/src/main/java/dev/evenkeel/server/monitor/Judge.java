package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Cause;
import dev.evenkeel.core.probe.Condition;
import dev.evenkeel.core.probe.Verdict;
import dev.evenkeel.server.monitor.probe.Answer;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer will do.
 *
 * @param cause null on success, as is {@code error}
 */
public record Judge(
        Verdict verdict, @Nullable Cause cause, @Nullable String error) {
    private static final Judge FINE = new Judge(Verdict.SUCCESS, null, null);

    /** @param conditions all of which have to hold */
    public static Judge of(Answer answer, List<Condition> conditions) {
        Cause cause = answer.cause();
        if (cause != null) {
            Verdict verdict = cause == Cause.LOCAL ? Verdict.UNKNOWN : Verdict.FAILURE;
            return new Judge(verdict, cause, String.valueOf(answer.error()));
        }
        StringJoiner failures = null;
        boolean ours = answer.stalled().isPositive();
        for (Condition condition : conditions) {
            String failure = condition.failure(answer).orElse(null);
            if (failure != null) {
                failures = failures == null ? new StringJoiner("; ") : failures;
                failures.add(failure);
                ours = ours && condition.failure(answer.withoutStall()).isEmpty();
            }
        }
        if (failures == null) {
            return FINE;
        }
        if (ours) {
            String words =
                    ", but our own thread stood still for " + answer.stalled().toMillis() + "ms meanwhile";
            return new Judge(Verdict.UNKNOWN, Cause.LOCAL, failures + words);
        }
        return new Judge(Verdict.FAILURE, Cause.CONDITION, failures.toString());
    }
}
