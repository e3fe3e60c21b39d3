package dev.evenkeel.core.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers of OpenSLO's {@code examples/budgeting-method}: two weeks, an objective of 95 %, slices of a minute. */
class ErrorBudgetTest {
    private static final Duration TWO_WEEKS = Duration.ofDays(14);
    private static final int MINUTES = 20_160;
    private static final Objective OBJECTIVE = Slos.percent("95");

    private static Slo slo(BudgetMethod method) {
        return new Slo("openslo", OBJECTIVE, TWO_WEEKS, method, 0, List.of());
    }

    @Test
    void twoWeeksHaveTimeSlicesFor16Hours48Minutes() {
        Slo slo = slo(new BudgetMethod.TimeSlices(Duration.ofMinutes(1), OBJECTIVE));
        SloTracker tracker = Slos.tracker(slo);
        int attack = 16 * 60 + 48;
        for (int minute = 0; minute < MINUTES; minute++) {
            boolean attacked = minute >= 5000 && minute < 5000 + attack;
            // 1 % succeed while it lasts, 99 % otherwise.
            tracker.ledger().record(Slos.after(minute * 60L), attacked ? 1 : 99, attacked ? 99 : 1);
            if (minute == 5000 + attack - 1) {
                assertThat(budget(tracker, minute).remaining()).isPositive();
            }
        }

        ErrorBudget budget = budget(tracker, MINUTES);
        assertThat(budget.allowed()).isEqualTo(1008);
        assertThat(budget.bad()).isEqualTo(1008);
        assertThat(budget.remaining()).isZero();
        assertThat(budget.attained()).isEqualTo(0.95);
    }

    @Test
    void twoWeeksOf24000RequestsADayAllow16800Failures() {
        SloTracker tracker = Slos.tracker(slo(new BudgetMethod.Occurrences()));
        for (int day = 0; day < 14; day++) {
            tracker.ledger().record(Slos.after(day * 86_400L), 24_000 - 1_188, 1_188);
        }

        ErrorBudget budget = budget(tracker, MINUTES - 1);
        // 16,632 is what they name: as many as are left when 1 % of the budget went with the usual failures.
        assertThat(budget.allowed()).isEqualTo(16_800);
        assertThat(budget.bad()).isEqualTo(16_632);
        assertThat(budget.remaining()).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void ratioTimeSlicesLastAbout13Hours45Minutes() {
        SloTracker tracker = Slos.tracker(slo(new BudgetMethod.RatioTimeSlices(Duration.ofMinutes(1))));
        int spentAfter = -1;
        for (int minute = 0; minute < MINUTES && spentAfter < 0; minute++) {
            tracker.ledger().record(Slos.after(minute * 60L), 99, 1);
        }
        for (int minute = 0; spentAfter < 0; minute++) {
            // A flood of requests weighs no more than the usual minute.
            tracker.ledger().record(Slos.after((MINUTES + minute) * 60L), 1_000, 99_000);
            Double remaining = budget(tracker, MINUTES + minute).remaining();
            assertThat(remaining).isNotNull();
            if (remaining < 0) {
                spentAfter = minute;
            }
        }

        assertThat(spentAfter).isCloseTo(13 * 60 + 45, within(3));
    }

    @Test
    void aWeekAt99Point95Has5Minutes2Point4Seconds() {
        var method = new BudgetMethod.TimeSlices(Duration.ofMinutes(1), OBJECTIVE);
        Slo slo = new Slo("week", Slos.percent("99.95"), Duration.ofDays(7), method, 0, List.of());
        SloTracker tracker = Slos.tracker(slo);
        // Of fewer than 100 requests, 5 failures make a minute bad.
        tracker.ledger().record(Slos.after(0), 94, 5);
        tracker.ledger().record(Slos.after(60), 95, 5);

        ErrorBudget budget = budget(tracker, 2);
        assertThat(budget.allowed() * 60).isCloseTo(5 * 60 + 2.4, within(1e-9));
        assertThat(budget.bad()).isEqualTo(1);
    }

    @Test
    void maintenanceMakesTheBudgetSmallerAndOurGapsDont() {
        var method = new BudgetMethod.TimeSlices(Duration.ofMinutes(1), OBJECTIVE);
        SloTracker tracker = Slos.tracker(slo(method));
        tracker.ledger().gap(Slos.after(0), Slos.after(7 * 86_400L - 1), Gap.MAINTENANCE);
        tracker.ledger().gap(Slos.after(7 * 86_400L), Slos.after(8 * 86_400L - 1), Gap.OURS);

        assertThat(budget(tracker, MINUTES).allowed()).isEqualTo(504);
        assertThat(budget(tracker, MINUTES).attained()).isNull();
    }

    @Test
    void objectivesAreExactAndPossible() {
        assertThat(Slos.percent("99.9").isMetBy(999, 1000)).isTrue();
        assertThat(Slos.percent("99.9").isMetBy(9_989_999, 10_000_000)).isFalse();
        assertThat(Slos.percent("99.999")).hasToString("99.999 %");
        assertThat(Slos.percent("90")).hasToString("90 %");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Slos.percent("100"))
                .withMessageContaining("less than 100");
        assertThatIllegalArgumentException().isThrownBy(() -> Slos.percent("0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Slos.percent("99.9999999"))
                .withMessageContaining("five digits");
    }

    private static ErrorBudget budget(SloTracker tracker, int minute) {
        return tracker.standing(Slos.after(minute * 60L)).budget();
    }
}
