package dev.evenkeel.core.resilience;

import java.util.Locale;

/** Why an attempt that didn't succeed isn't followed by another one; a label in metrics. */
public enum NotRetried {
    /** It succeeded, or failed in a way that another try can't change, as 404 or 501. */
    NOT_RETRYABLE,
    /** Part of the answer has reached the caller. */
    ANSWER_STARTED,
    /** The caller left, or another attempt won. */
    CANCELLED,
    /** It may have been carried out, and carrying it out twice may do harm. */
    NOT_IDEMPOTENT,
    /** The body was too large to be kept, and part of it is gone. */
    BODY_TOO_LARGE,
    /** The route's cap on attempts is reached. */
    ATTEMPTS,
    /** The time is up, or would be before another try could start. */
    DEADLINE,
    /** The retries of the last seconds are as many as the budget allows. */
    BUDGET,
    /** The cap on requests a second to the upstream leaves no room before the deadline. */
    RATE_CAP;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in metrics, as in {@code not_idempotent}. */
    public String label() {
        return label;
    }

    /** The decision with this reason. */
    public RetryDecision.Stop decision() {
        return new RetryDecision.Stop(this);
    }
}
