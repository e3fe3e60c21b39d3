package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualNanos nanos = new ManualNanos();
    private final SplittableRandom random = new SplittableRandom(7);
    private final RetryBudget budget = new RetryBudget(RetryBudget.Settings.DEFAULT, nanos);

    private RetryDecision decide(RetryPolicy policy, FailedAttempt failed, long remaining) {
        long now = nanos.getAsLong();
        return policy.decide(failed, Deadline.after(remaining, now), now, budget, random);
    }

    private RetryDecision decide(FailedAttempt failed) {
        return decide(RetryPolicy.DEFAULT, failed, 10 * SECOND);
    }

    private static FailedAttempt get(Outcome outcome, int status) {
        return new FailedAttempt(outcome, status, 1, true, false, true, 0);
    }

    private static FailedAttempt post(Outcome outcome, int status) {
        return new FailedAttempt(outcome, status, 1, false, false, true, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
    void takesTheIdempotentMethods(String method) {
        assertThat(RetryPolicy.idempotent(method, false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "CONNECT", "TRACE", "get", "M-SEARCH"})
    void takesOthersOnlyWithAKey(String method) {
        assertThat(RetryPolicy.idempotent(method, false)).isFalse();
        assertThat(RetryPolicy.idempotent(method, true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"429, true", "500, true", "502, true", "503, true", "504, true"})
    @CsvSource({"400, false", "401, false", "404, false", "408, false", "409, false", "425, false", "501, false"})
    @CsvSource({"505, false", "200, false", "304, false", "507, false"})
    void retriesTheseStatusesOnly(int status, boolean retried) {
        RetryDecision decision = decide(get(Outcome.ofStatus(status), status));
        if (retried) {
            assertThat(decision).isInstanceOf(RetryDecision.Retry.class);
        } else {
            assertThat(decision).isEqualTo(NotRetried.NOT_RETRYABLE.decision());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECT_FAILED", "RESET", "TIMEOUT"})
    void retriesWhatEndedWithoutAnAnswer(Outcome outcome) {
        assertThat(decide(get(outcome, 0))).isInstanceOf(RetryDecision.Retry.class);
    }

    @Test
    void neverRetriesWhatTheCallerHasSeenOrLeft() {
        assertThat(decide(get(Outcome.CUT, 200))).isEqualTo(NotRetried.ANSWER_STARTED.decision());
        assertThat(decide(get(Outcome.CANCELLED, 0))).isEqualTo(NotRetried.CANCELLED.decision());
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "TIMEOUT"})
    void sendsWhatIsNotIdempotentOnce(Outcome outcome) {
        assertThat(decide(post(outcome, 0))).isEqualTo(NotRetried.NOT_IDEMPOTENT.decision());
        assertThat(decide(post(Outcome.GATEWAY_ERROR, 503))).isEqualTo(NotRetried.NOT_IDEMPOTENT.decision());
    }

    @Test
    void sendsItAgainWhenNothingOfItWasSent() {
        assertThat(decide(post(Outcome.CONNECT_FAILED, 0))).isInstanceOf(RetryDecision.Retry.class);
        assertThat(decide(new FailedAttempt(Outcome.RESET, 0, 1, false, true, false, 0)))
                .isInstanceOf(RetryDecision.Retry.class);
    }

    @Test
    void needsTheBodyUnlessNoneOfItWasSent() {
        assertThat(decide(new FailedAttempt(Outcome.RESET, 0, 1, true, false, false, 0)))
                .isEqualTo(NotRetried.BODY_TOO_LARGE.decision());
        assertThat(decide(new FailedAttempt(Outcome.CONNECT_FAILED, 0, 1, true, false, false, 0)))
                .isInstanceOf(RetryDecision.Retry.class);
    }

    @Test
    void stopsAtTheCap() {
        RetryPolicy three = new RetryPolicy(3, Backoff.DEFAULT);
        FailedAttempt second = new FailedAttempt(Outcome.RESET, 0, 2, true, false, true, 0);
        FailedAttempt third = new FailedAttempt(Outcome.RESET, 0, 3, true, false, true, 0);
        assertThat(decide(three, second, 10 * SECOND)).isInstanceOf(RetryDecision.Retry.class);
        assertThat(decide(three, third, 10 * SECOND)).isEqualTo(NotRetried.ATTEMPTS.decision());
        assertThatThrownBy(() -> new RetryPolicy(0, Backoff.DEFAULT)).hasMessageContaining("at least 1");
    }

    @Test
    void stopsWhenTheTimeIsUpWithoutChargingTheBudget() {
        double before = budget.balance();
        assertThat(decide(RetryPolicy.DEFAULT, get(Outcome.RESET, 0), 0)).isEqualTo(NotRetried.DEADLINE.decision());
        assertThat(budget.balance()).isEqualTo(before);
        decide(get(Outcome.RESET, 0));
        assertThat(budget.balance()).isEqualTo(before - 1);
    }

    @Test
    void stopsWhenTheBudgetIsUsedUp() {
        for (int i = 0; i < 100; i++) {
            assertThat(decide(get(Outcome.RESET, 0))).isInstanceOf(RetryDecision.Retry.class);
        }
        assertThat(decide(get(Outcome.RESET, 0))).isEqualTo(NotRetried.BUDGET.decision());
    }

    @Test
    void waitsForATurnUnderARateCapOrStops() {
        RetryBudget slow = new RetryBudget(new RetryBudget.Settings(0.2, 3, 10, 1), nanos);
        long now = nanos.getAsLong();
        RetryPolicy policy = new RetryPolicy(9, new Backoff(1, 1));
        Deadline deadline = Deadline.after(2 * SECOND, now);
        FailedAttempt failed = get(Outcome.RESET, 0);
        assertThat(slow.start(0)).isZero();
        assertThat(policy.decide(failed, deadline, now, slow, random)).isEqualTo(new RetryDecision.Retry(SECOND));
        assertThat(policy.decide(failed, deadline, now, slow, random)).isEqualTo(NotRetried.RATE_CAP.decision());
    }

    @Test
    void honoursRetryAfterWhenItLeavesTimeForMore() {
        assertThat(waitAsked(1, 5 * SECOND)).isBetween(5 * SECOND, 5 * SECOND + 10_000_000);
        assertThat(waitAsked(1, 5 * SECOND + 1)).isLessThanOrEqualTo(10_000_000);
        assertThat(waitAsked(3, 5 * SECOND / 2)).isGreaterThanOrEqualTo(5 * SECOND / 2);
        assertThat(waitAsked(3, 5 * SECOND / 2 + 1)).isLessThanOrEqualTo(40_000_000);
    }

    private long waitAsked(int attempts, long retryAfter) {
        var failed = new FailedAttempt(Outcome.RATE_LIMITED, 429, attempts, true, false, true, retryAfter);
        return ((RetryDecision.Retry) decide(failed)).delayNanos();
    }

    @Property
    void aRetryAlwaysStartsBeforeTheDeadline(
            @ForAll @LongRange(min = 0, max = 20 * SECOND) long remaining,
            @ForAll @LongRange(min = 0, max = 20 * SECOND) long retryAfter,
            @ForAll @IntRange(min = 1, max = 100) int attempts,
            @ForAll Outcome outcome) {
        var failed = new FailedAttempt(outcome, 429, attempts, true, false, true, retryAfter);
        if (decide(RetryPolicy.DEFAULT, failed, remaining) instanceof RetryDecision.Retry retry) {
            assertThat(retry.delayNanos()).isBetween(0L, remaining - 1);
        }
    }

    @Test
    void eachReasonHasAName() {
        assertThat(NotRetried.NOT_IDEMPOTENT.label()).isEqualTo("not_idempotent");
        assertThat(NotRetried.BUDGET.decision()).isEqualTo(new RetryDecision.Stop(NotRetried.BUDGET));
    }
}
