package dev.evenkeel.core.resilience;

/**
 * What {@link RetryPolicy} needs to know about an attempt.
 *
 * @param outcome how it ended
 * @param status the status of the answer, 0 when there was none
 * @param attempts how many attempts the request has had, this one and any hedge included; at least 1
 * @param idempotent see {@link RetryPolicy#idempotent}
 * @param unsent whether provably no byte of this attempt reached the upstream's application: the connection failed, or
 *     HTTP/2 refused the stream (RFC 9113 §8.7)
 * @param replayable whether the body, if any, can be sent again from its first byte
 * @param retryAfterNanos what the answer's {@code Retry-After} asks for (see {@link RetryAfter}), 0 without one or when
 *     the next attempt goes to another endpoint
 */
public record FailedAttempt(
        Outcome outcome,
        int status,
        int attempts,
        boolean idempotent,
        boolean unsent,
        boolean replayable,
        long retryAfterNanos) {}
