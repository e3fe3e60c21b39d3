package dev.evenkeel.core.resilience;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request gets another attempt, and when.
 *
 * <p>Only what is safe is retried: an idempotent request, or any request of which provably nothing was sent. What can
 * help is retried: a failed connection, a reset or end before the first byte of the answer, a try that timed out, and
 * 500, 502, 503, 504 and 429. Other answers, all other 4xx among them, would be the same the next time.
 *
 * <p>Without a cap the deadline and the budget bound the attempts. A small fixed number doesn't suffice for a service
 * that fails every second time: eight attempts still lose 4 requests in 1,000.
 *
 * <p>Immutable; shared among event loops.
 *
 * @param maxAttempts the most attempts a request may have, the first one and hedges included, at least 1; 1 turns
 *     retries off
 */
public record RetryPolicy(int maxAttempts, Backoff backoff) {

    /** As many attempts as the deadline and the budget allow. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(Integer.MAX_VALUE, Backoff.DEFAULT);

    /** @throws IllegalArgumentException when {@code maxAttempts} is below 1 */
    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("retry attempts must be at least 1 but are " + maxAttempts);
        }
    }

    /**
     * Whether sending the request twice has the effect of sending it once: by its method (RFC 9110 §9.2.2; TRACE is left
     * out since it is refused anyway), or because the {@code Idempotency-Key} tells the upstream to ignore the second.
     *
     * @param method case-sensitive, as methods are
     */
    public static boolean idempotent(String method, boolean hasIdempotencyKey) {
        return hasIdempotencyKey
                || switch (method) {
                    case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
                    default -> false;
                };
    }

    /** Whether an answer with this status may be different the next time. */
    public static boolean retryable(int status) {
        return switch (status) {
            case 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /**
     * Decides, and charges the budget when the answer is {@link RetryDecision.Retry}. The budget is asked last, so that
     * a retry refused for another reason costs nothing.
     */
    public RetryDecision decide(
            FailedAttempt failed, Deadline deadline, long now, RetryBudget budget, RandomGenerator random) {
        NotRetried why = objection(failed);
        if (why != null) {
            return why.decision();
        }
        if (failed.attempts() >= maxAttempts) {
            return NotRetried.ATTEMPTS.decision();
        }
        long remaining = deadline.remaining(now);
        long delay = delayNanos(failed, remaining, random);
        if (delay >= remaining) {
            return NotRetried.DEADLINE.decision();
        }
        long paced = budget.withdraw(remaining - 1);
        if (paced == RetryBudget.OVER_BUDGET) {
            return NotRetried.BUDGET.decision();
        }
        if (paced == RetryBudget.OVER_RATE) {
            return NotRetried.RATE_CAP.decision();
        }
        return new RetryDecision.Retry(Math.max(delay, paced));
    }

    private static @Nullable NotRetried objection(FailedAttempt failed) {
        switch (failed.outcome()) {
            case CANCELLED -> {
                return NotRetried.CANCELLED;
            }
            case CUT -> {
                return NotRetried.ANSWER_STARTED;
            }
            case OK, CLIENT_ERROR, RATE_LIMITED, SERVER_ERROR, GATEWAY_ERROR -> {
                if (!retryable(failed.status())) {
                    return NotRetried.NOT_RETRYABLE;
                }
            }
            case CONNECT_FAILED, RESET, TIMEOUT -> {}
        }
        boolean unsent = failed.unsent() || failed.outcome() == Outcome.CONNECT_FAILED;
        if (!unsent && !failed.idempotent()) {
            return NotRetried.NOT_IDEMPOTENT;
        }
        return unsent || failed.replayable() ? null : NotRetried.BODY_TOO_LARGE;
    }

    /**
     * The back-off, after what {@code Retry-After} asks for when that fits: up to half of the time left the first time,
     * a third the second, and so on. Were it honoured up to the whole, a service that fails every second time and always
     * asks for one second would get ten attempts in ten seconds, and lose 1 request in 1,000.
     */
    private long delayNanos(FailedAttempt failed, long remaining, RandomGenerator random) {
        long jitter = backoff.delayNanos(failed.attempts(), random);
        long asked = failed.retryAfterNanos();
        long patience = remaining / (1L + failed.attempts());
        return asked > 0 && asked <= patience ? asked + Math.min(jitter, patience) : jitter;
    }
}
