package dev.evenkeel.server.config;

import java.time.Duration;

/**
 * When a failed request is tried again.
 *
 * @param enabled false for one attempt a request
 * @param attempts the most that a request gets, the first one included; {@link Integer#MAX_VALUE} for as many as
 *     deadline and budget allow
 * @param backoffBase the longest wait before the first retry
 * @param backoffCap the longest wait before any
 * @param budgetRatio extra attempts per request that are always allowed
 * @param budgetCeiling extra attempts per request that are allowed at most, whatever the failure rate
 * @param budgetMinPerSecond extra attempts a second that are allowed however few requests there are
 * @param maxAttemptsPerSecond attempts a second that may reach the upstream; 0 for no cap
 */
public record RetryConfig(
        boolean enabled,
        int attempts,
        Duration backoffBase,
        Duration backoffCap,
        double budgetRatio,
        double budgetCeiling,
        double budgetMinPerSecond,
        double maxAttemptsPerSecond) {

    public static final RetryConfig DEFAULT =
            new RetryConfig(true, Integer.MAX_VALUE, Duration.ofMillis(10), Duration.ofMillis(250), 0.2, 3, 10, 0);

    /** One attempt a request. */
    public static final RetryConfig OFF =
            new RetryConfig(false, 1, Duration.ofMillis(10), Duration.ofMillis(250), 0, 0, 0, 0);

    static RetryConfig from(Section section) {
        Duration minute = Duration.ofMinutes(1);
        Duration millisecond = Duration.ofMillis(1);
        boolean enabled = section.bool("enabled", true);
        int attempts = section.integer("attempts", DEFAULT.attempts, 1, Integer.MAX_VALUE);
        Duration base = section.duration("backoffBase", DEFAULT.backoffBase, millisecond, minute);
        Duration cap = section.duration("backoffCap", DEFAULT.backoffCap, millisecond, minute);
        if (cap.compareTo(base) < 0) {
            section.reject("backoffCap", "must not be shorter than backoffBase");
            cap = base;
        }
        double ratio = section.decimal("budgetRatio", DEFAULT.budgetRatio, 0, 100);
        double ceiling = section.decimal("budgetCeiling", DEFAULT.budgetCeiling, 0, 100);
        if (ceiling < ratio) {
            section.reject("budgetCeiling", "must not be below budgetRatio");
            ceiling = ratio;
        }
        return new RetryConfig(
                enabled,
                enabled ? attempts : 1,
                base,
                cap,
                ratio,
                ceiling,
                section.decimal("budgetMinPerSecond", DEFAULT.budgetMinPerSecond, 0, 1e6),
                section.decimal("maxAttemptsPerSecond", 0, 0, 1e6));
    }
}
