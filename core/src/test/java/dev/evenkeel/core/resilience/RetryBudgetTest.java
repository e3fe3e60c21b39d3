package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final ManualNanos nanos = new ManualNanos();

    private RetryBudget budget(double ratio, double ceiling, double minPerSecond) {
        return new RetryBudget(new RetryBudget.Settings(ratio, ceiling, minPerSecond, Double.POSITIVE_INFINITY), nanos);
    }

    private static void requests(RetryBudget budget, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(budget.start(0)).isZero();
        }
    }

    private static void outcomes(RetryBudget budget, int successes, int failures) {
        for (int i = 0; i < successes; i++) {
            budget.onOutcome(Outcome.OK);
        }
        for (int i = 0; i < failures; i++) {
            budget.onOutcome(Outcome.SERVER_ERROR);
        }
    }

    private static int drain(RetryBudget budget) {
        int granted = 0;
        while (budget.withdraw(TimeUnit.HOURS.toNanos(1)) >= 0) {
            granted++;
        }
        return granted;
    }

    @Test
    void allowsTheRatioWhileLittleFails() {
        RetryBudget budget = budget(0.2, 3, 0);
        requests(budget, 100);
        outcomes(budget, 95, 5);
        assertThat(budget.allowedRatio()).isEqualTo(0.2);
        assertThat(drain(budget)).isEqualTo(20);
        assertThat(budget.withdraw(0)).isEqualTo(RetryBudget.OVER_BUDGET);
    }

    @Test
    void allowsWhatTheMeasuredFailureRateNeeds() {
        RetryBudget budget = budget(0.2, 3, 0);
        requests(budget, 100);
        outcomes(budget, 80, 120);
        assertThat(budget.failureRate()).isEqualTo(0.6, within(1e-9));
        assertThat(budget.allowedRatio()).isEqualTo(1.5 * 1.5, within(1e-9));
        assertThat(drain(budget)).isEqualTo(225);
    }

    @Test
    void allowsTheCeilingWhenNothingSucceeds() {
        RetryBudget budget = budget(0.2, 3, 0);
        requests(budget, 10);
        outcomes(budget, 0, 500);
        assertThat(budget.failureRate()).isEqualTo(1);
        assertThat(drain(budget)).isEqualTo(30);
    }

    @Test
    void whatTheRateRefusesCostsNothing() {
        var settings = new RetryBudget.Settings(0.2, 3, 10, 10);
        RetryBudget budget = new RetryBudget(settings, nanos);
        requests(budget, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(budget.withdraw(0)).isEqualTo(RetryBudget.OVER_RATE);
        }
        assertThat(budget.balance()).isEqualTo(100.2, within(1e-9));
        nanos.advance(Duration.ofMillis(100));
        assertThat(budget.withdraw(0)).isZero();
    }

    @Test
    void allowsAFloorWithoutRequests() {
        RetryBudget budget = budget(0.2, 3, 10);
        assertThat(budget.balance()).isEqualTo(100);
        assertThat(drain(budget)).isEqualTo(100);
        assertThat(budget.balance()).isZero();
    }

    @Test
    void extraAttemptsThatWereSavedUpDoNotComeInOneSecond() {
        RetryBudget budget = budget(0.2, 3, 10);
        // Thirty requests a second into an outage, none of them tried again meanwhile.
        for (int i = 0; i < 300; i++) {
            requests(budget, 1);
            nanos.advance(Duration.ofSeconds(1).dividedBy(30));
        }
        outcomes(budget, 0, 300);
        assertThat(budget.balance()).isGreaterThan(900);

        long atOnce = IntStream.range(0, 900)
                .mapToLong(i -> budget.withdraw(TimeUnit.MINUTES.toNanos(1)))
                .filter(wait -> wait <= TimeUnit.SECONDS.toNanos(1))
                .count();
        assertThat(atOnce).isBetween(100L, 110L);
    }

    @Test
    void whoCannotWaitForAnExtraAttemptDoesWithout() {
        RetryBudget budget = budget(0.2, 3, 10);
        assertThat(IntStream.range(0, 100).filter(i -> budget.withdraw(0) == 0)).hasSize(5);
        assertThat(budget.withdraw(0)).isEqualTo(RetryBudget.OVER_BUDGET);
        assertThat(budget.balance()).isEqualTo(95);
    }

    @Test
    void forgetsAfterTheWindow() {
        RetryBudget budget = budget(0.2, 3, 10);
        requests(budget, 100);
        outcomes(budget, 0, 10);
        drain(budget);
        nanos.advanceMillis(9_400);
        assertThat(budget.balance()).isZero();
        assertThat(budget.failureRate()).isEqualTo(1);
        nanos.advanceMillis(700);
        assertThat(budget.balance()).isEqualTo(100);
        assertThat(budget.failureRate()).isZero();
    }

    @Test
    void countsTheLoserOfAHedgeNeitherWay() {
        RetryBudget budget = budget(0.2, 3, 10);
        budget.onOutcome(Outcome.CANCELLED);
        budget.onOutcome(Outcome.CLIENT_ERROR);
        assertThat(budget.failureRate()).isZero();
        budget.onOutcome(Outcome.RATE_LIMITED);
        assertThat(budget.failureRate()).isEqualTo(0.5);
    }

    @Test
    void pacesAllAttemptsUnderAnAbsoluteCap() {
        RetryBudget budget = new RetryBudget(new RetryBudget.Settings(0.2, 3, 10, 100), nanos);
        // A tenth of a second's worth at once, the rest at intervals of 10 ms, retries in turn with first attempts.
        for (int i = 0; i < 10; i++) {
            assertThat(budget.start(0)).isZero();
        }
        assertThat(budget.start(0)).isEqualTo(RetryBudget.OVER_RATE);
        assertThat(budget.start(50_000_000)).isEqualTo(10_000_000);
        double before = budget.balance();
        assertThat(budget.withdraw(50_000_000)).isEqualTo(20_000_000);
        assertThat(budget.balance()).isEqualTo(before - 1);
        assertThat(budget.withdraw(29_999_999)).isEqualTo(RetryBudget.OVER_RATE);
        assertThat(budget.balance()).isEqualTo(before - 1);
        nanos.advanceMillis(1_000);
        assertThat(budget.start(0)).isZero();
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new RetryBudget.Settings(-1, 3, 10, 1)).hasMessageContaining("ratio -1");
        assertThatThrownBy(() -> new RetryBudget.Settings(2, 1, 10, 1)).hasMessageContaining("ceiling 1");
        assertThatThrownBy(() -> new RetryBudget.Settings(0, 1, -1, 1)).hasMessageContaining("minPerSecond -1");
        assertThatThrownBy(() -> new RetryBudget.Settings(0, 1, 0, 0)).hasMessageContaining("maxAttemptsPerSecond 0");
        assertThatThrownBy(() -> new RetryBudget.Settings(Double.NaN, 1, 0, 1)).hasMessageContaining("NaN");
    }

    /** Lets waiting requests go as their turns come, each followed by so many retries, and counts attempts a second. */
    private int[] comeback(RetryBudget budget, int waiting, int retriesEach, long patienceNanos) {
        var random = new SplittableRandom(1);
        long start = nanos.getAsLong();
        var due = new PriorityQueue<Long>();
        for (int i = 0; i < waiting; i++) {
            long wait = budget.resume(patienceNanos, random);
            assertThat(wait).isBetween(0L, patienceNanos);
            due.add(start + wait);
        }
        int[] perSecond = new int[30];
        while (!due.isEmpty()) {
            long turn = due.remove();
            nanos.set(turn);
            budget.onResumed();
            perSecond[(int) ((turn - start) / 1_000_000_000L)]++;
            for (int i = 0; i < retriesEach; i++) {
                long wait = budget.withdraw(TimeUnit.SECONDS.toNanos(5));
                assertThat(wait).isNotNegative();
                perSecond[(int) ((turn + wait - start) / 1_000_000_000L)]++;
            }
        }
        return perSecond;
    }

    @Test
    void whatWaitedForTheUpstreamGoesAsFastAsRequestsCome() {
        RetryBudget budget = budget(0.2, 3, 10);
        requests(budget, 200);
        outcomes(budget, 0, 50);
        int[] perSecond = comeback(budget, 200, 0, TimeUnit.SECONDS.toNanos(20));
        // Two more at the beginning than 20 a second.
        assertThat(perSecond).startsWith(21, 20, 20);
        assertThat(IntStream.of(perSecond).sum()).isEqualTo(200);
    }

    @Test
    void itKeepsTheSecondsBudgetTogetherWithItsRetries() {
        RetryBudget budget = budget(0.2, 3, 10);
        requests(budget, 200);
        outcomes(budget, 0, 50);
        nanos.advanceMillis(1_500);
        int[] perSecond = comeback(budget, 100, 4, TimeUnit.SECONDS.toNanos(10));
        assertThat(IntStream.of(perSecond).sum()).isEqualTo(500);
        // 3 × 20 + 10, a tenth of it that may come at once, and those let go while retries have their turns already.
        assertThat(IntStream.of(perSecond).max().orElseThrow()).isBetween(60, 84);
    }

    @Test
    void whoCannotWaitForTheTurnGoesAtTheEndOfItsTime() {
        RetryBudget budget = budget(0.2, 3, 10);
        requests(budget, 200);
        int[] perSecond = comeback(budget, 200, 0, TimeUnit.MILLISECONDS.toNanos(1_999));
        assertThat(perSecond).startsWith(21, 179);
    }

    @Test
    void whatWaitedKeepsTheRateCap() {
        var settings = new RetryBudget.Settings(0.2, 3, 10, 20);
        var budget = new RetryBudget(settings, nanos);
        int let = 0;
        for (int i = 0; i < 100; i++) {
            let += budget.resume(TimeUnit.SECONDS.toNanos(1), new SplittableRandom(1)) >= 0 ? 1 : 0;
        }
        assertThat(let).isBetween(20, 22);
    }
}
