package dev.evenkeel.core.probe;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run of a check.
 *
 * @param check the check's name
 * @param slot its number on the {@link Schedule}; a check and a slot name a run for good, also across restarts
 * @param intendedStart when it should have begun
 * @param start when it began; the difference is our own lag and never the target's
 * @param end when the last byte had come, or the failure was certain
 * @param verdict what it says about the target
 * @param cause where it went wrong; null on success
 * @param error the same in words, for people; null on success
 * @param status of the last HTTP answer; null when none came or the check isn't HTTP
 * @param address the IP address that was asked; null when none was found
 * @param certificateExpiry when the first certificate of the presented chain expires; null without TLS
 * @param maintenance the name of the maintenance window that held at the intended start; null outside of all. Such a
 *     run changes no state and belongs in no budget
 * @param traceId the trace that the target was sent in {@code traceparent}: 32 hexadecimal digits
 */
public record Result(
        String check,
        long slot,
        Instant intendedStart,
        Instant start,
        Instant end,
        Verdict verdict,
        @Nullable Cause cause,
        @Nullable String error,
        @Nullable Integer status,
        @Nullable String address,
        Timings timings,
        @Nullable Instant certificateExpiry,
        @Nullable String maintenance,
        String traceId) {

    /** @throws IllegalArgumentException for a failure without a cause or a success with one, and for times reversed */
    public Result {
        if ((verdict == Verdict.SUCCESS) != (cause == null) || (cause == null) != (error == null)) {
            throw new IllegalArgumentException(
                    check + ": " + verdict + " doesn't go with the cause " + cause + " and the error " + error);
        }
        if (end.isBefore(start)) {
            throw new IllegalArgumentException(check + ": ends at " + end + ", before its start at " + start);
        }
    }

    /** From the start to the last byte: what {@code latency} means in conditions. */
    public Duration latency() {
        return Duration.between(start, end);
    }

    /** How late we began. */
    public Duration lag() {
        return Duration.between(intendedStart, start);
    }

    /** Whether it may count for or against the target: it could be asked, and outside of maintenance. */
    public boolean counts() {
        return verdict != Verdict.UNKNOWN && maintenance == null;
    }

    public boolean succeeded() {
        return verdict == Verdict.SUCCESS;
    }
}
