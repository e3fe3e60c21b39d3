package dev.evenkeel.core.resilience;

/** What follows an attempt that didn't succeed. */
public sealed interface RetryDecision {

    /**
     * Try again. The budget has been charged.
     *
     * @param delayNanos how long to wait first, always less than what the deadline leaves
     */
    record Retry(long delayNanos) implements RetryDecision {}

    /** Hand what there is to the caller. */
    record Stop(NotRetried why) implements RetryDecision {}
}
