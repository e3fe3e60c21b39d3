package dev.evenkeel.core.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BurnRulesTest {
    private static BurnRule rule(double factor, Duration longWindow, Duration shortWindow) {
        return new BurnRule("mine", Severity.PAGE, factor, longWindow, shortWindow, 1);
    }

    private static Slo slo(String objective, Duration window, double checksPerMinute) {
        return new Slo(
                "s", Slos.percent(objective), window, new BudgetMethod.Occurrences(), checksPerMinute, List.of());
    }

    @Test
    void theUsualFour() {
        assertThat(BurnRules.usual(Duration.ofDays(30)))
                .extracting(r -> r.factor() + " " + Spans.words(r.longWindow()) + " " + Spans.words(r.shortWindow())
                        + " " + r.severity())
                .containsExactly(
                        "14.4 1 h 5 min page", "6.0 6 h 30 min page", "3.0 1 d 2 h ticket", "1.0 3 d 6 h ticket");
    }

    @Test
    void otherWindowsScaleThem() {
        assertThat(BurnRules.usual(Duration.ofDays(7)))
                .extracting(
                        r -> r.longWindow().toMinutes() + "/" + r.shortWindow().toMinutes())
                .containsExactly("14/1", "84/7", "336/28", "1008/84");
        assertThat(BurnRules.usual(Duration.ofHours(1)))
                .allSatisfy(r -> assertThat(r.shortWindow()).isLessThan(r.longWindow()));
    }

    @Test
    void whatCantFireIsLeftOutOfTheUsualAndRefusedWhenWritten() {
        Slo lax = slo("90", Slos.MONTH, 6);
        BurnRules.Plan plan = BurnRules.plan(lax);
        assertThat(plan.rules()).extracting(BurnRule::name).containsExactly("burn-6x", "burn-3x", "burn-1x");
        assertThat(plan.warnings()).singleElement().asString().contains("1 / (1 − 0.9) = 10×", "14.4×");

        BurnRule tooFast = rule(14.4, Duration.ofHours(1), Duration.ofMinutes(5));
        assertThat(BurnRules.review(lax, List.of(tooFast)).refusals())
                .singleElement()
                .asString()
                .startsWith("mine can never fire")
                .contains("= 10×");
        BurnRule tooLong = rule(1, Duration.ofDays(31), Duration.ofHours(6));
        assertThat(BurnRules.review(lax, List.of(tooLong)).refusals())
                .singleElement()
                .asString()
                .contains("31 d", "30 d");
        BurnRule tooMany = rule(1, Duration.ofHours(1), Duration.ofMinutes(5)).withMinBad(361);
        assertThat(BurnRules.review(lax, List.of(tooMany)).refusals())
                .singleElement()
                .asString()
                .contains("361 failures", "1 h holds 360");
    }

    @Test
    void oneFailedCheckOfAMinuteIsTooLittle() {
        Slo sparse = slo("99.9", Slos.MONTH, 1);
        BurnRules.Plan plan = BurnRules.plan(sparse);
        // 14.4 × 0.1 % of 60 is 0.864, 6 × 0.1 % of 360 is 2.16.
        assertThat(plan.rules()).extracting(BurnRule::minBad).containsExactly(2, 1, 1, 1);
        assertThat(plan.warnings()).singleElement().asString().contains("60 checks", "1.667 %", "1.44 %");

        BurnRule hasty = rule(14.4, Duration.ofHours(1), Duration.ofMinutes(5));
        assertThat(BurnRules.review(sparse, List.of(hasty)).refusals())
                .singleElement()
                .asString()
                .contains("would fire on a single failed check", "minFailures: 2");
        assertThat(BurnRules.review(sparse, List.of(hasty.withMinBad(2))).refusals())
                .isEmpty();
        assertThat(BurnRules.review(slo("99.9", Slos.MONTH, 6), List.of(hasty)).refusals())
                .isEmpty();
    }

    /** The arithmetic at load is what happens then. */
    @Test
    void theLeastFailuresAreThose() {
        for (double perMinute : new double[] {0.2, 0.5, 1, 2, 6, 60}) {
            for (String objective : List.of("99", "99.5", "99.9", "99.99")) {
                Slo slo = Slos.planned(slo(objective, Slos.MONTH, perMinute));
                for (BurnRule rule : slo.rules()) {
                    long least = BurnRules.leastFailures(slo, rule);
                    assertThat(least).isGreaterThan(1);
                    assertThat(fires(slo, rule, least - 1))
                            .as(objective + rule + least)
                            .isFalse();
                    assertThat(fires(slo, rule, least))
                            .as(objective + rule + least)
                            .isTrue();
                }
            }
        }
    }

    private static boolean fires(Slo slo, BurnRule rule, long failures) {
        SloTracker tracker = Slos.tracker(slo);
        Instant now = Slos.START;
        // All of them at once, which is the worst moment.
        tracker.ledger().record(now, 0, failures);
        return tracker.evaluate(now).stream().anyMatch(change -> change.rule().equals(rule));
    }

    @Test
    void slicesNeedSomeFailuresEach() {
        var method = new BudgetMethod.TimeSlices(Duration.ofMinutes(5), Slos.percent("90"));
        Slo slo = new Slo("s", Slos.percent("99"), Slos.MONTH, method, 6, List.of());
        BurnRule rule = BurnRules.plan(slo).rules().getFirst();
        // 14.4 % of 12 slices are 2; each is bad from the fourth failure of 30 on.
        assertThat(BurnRules.leastFailures(slo, rule)).isEqualTo(8);
    }

    @Test
    void aBudgetSmallerThanOneFailureIsSaid() {
        assertThat(BurnRules.plan(slo("99.95", Slos.MONTH, 1 / 60.0)).warnings())
                .anySatisfy(
                        w -> assertThat(w).contains("one failure spends more than the whole budget", "720", "0.36"));
    }

    @Test
    void windowsMustMakeSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(1, Duration.ofMinutes(5), Duration.ofMinutes(5)))
                .withMessageContaining("shorter than the long one");
        assertThatIllegalArgumentException().isThrownBy(() -> rule(0, Duration.ofHours(1), Duration.ofMinutes(5)));
    }
}
