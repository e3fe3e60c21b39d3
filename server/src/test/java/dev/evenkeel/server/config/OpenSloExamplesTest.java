package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.core.slo.BudgetMethod;
import dev.evenkeel.core.slo.BurnAlert;
import dev.evenkeel.core.slo.BurnRule;
import dev.evenkeel.core.slo.ErrorBudget;
import dev.evenkeel.core.slo.Ledger;
import dev.evenkeel.core.slo.Severity;
import dev.evenkeel.core.slo.Slo;
import dev.evenkeel.core.slo.SloTracker;
import dev.evenkeel.server.config.SloConfig.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every construct of the OpenSLO v1 specification and of its published examples, and that what comes of it does what it
 * says: counted, with the numbers that those examples name.
 */
class OpenSloExamplesTest {
    private static final Instant START = Instant.parse("2026-11-02T00:00:00Z");
    private static final Map<String, Watched> CHECKS = Map.of(
            "shop", new Watched(Duration.ofSeconds(10), "web-shop", "production"),
            "line", new Watched(Duration.ofSeconds(1), "web-availability", "production"));

    /** As in budgeting-method: a ratio, two weeks, the mean of the minutes' shares. */
    private static final String RATIO = """
            apiVersion: openslo/v1
            kind: SLO
            metadata: {name: front-page, displayName: Front page}
            spec:
              description: The front page is there
              service: web-shop
              indicator:
                metadata: {name: codes, displayName: Codes of the front page}
                spec:
                  ratioMetric:
                    good: {metricSource: {type: Any, spec: {query: Any}}}
                    total: {metricSource: {type: Any, spec: {query: Any}}}
              timeWindow:
                - {duration: 2w, isRolling: true}
              budgetingMethod: RatioTimeslices
              objectives:
                - {displayName: Good, op: gt, timeSliceWindow: 1m, target: 0.99}
            """;

    /** As in treat-low-traffic-as-equally-important: a calendar week of minutes. */
    private static final String WEEK = """
            apiVersion: openslo/v1
            kind: SLO
            metadata: {name: emergency-line}
            spec:
              service: web-availability
              indicator:
                metadata: {name: line}
                spec:
                  ratioMetric:
                    good: {metricSource: {type: Any, spec: {query: Any}}}
                    total: {metricSource: {type: Any, spec: {query: Any}}}
              timeWindow:
                - duration: 1w
                  isRolling: false
                  calendar: {startTime: 2022-01-01 12:00:00, timeZone: America/New_York}
              budgetingMethod: Timeslices
              objectives:
                - {displayName: Objective, op: gt, target: 0.9995, timeSliceTarget: 0.95, timeSliceWindow: 1m}
            """;

    private static OpenSlo.Imported read(String text, boolean strict) {
        return OpenSlo.read(Map.of("f.yaml", text), CHECKS, Set.of("pages"), strict);
    }

    private static OpenSlo.Imported read(String text) {
        OpenSlo.Imported imported = read(text, false);
        assertThat(imported.mistakes()).isEmpty();
        return imported;
    }

    private static Slo only(String text) {
        List<SloConfig> slos = read(text).slos();
        assertThat(slos).hasSize(1);
        return slos.getFirst().slo();
    }

    @Test
    void aRatioOfTimeSlicesSpendsByTheShareOfEachMinute() {
        Slo slo = only(RATIO);
        assertThat(slo.method()).isEqualTo(new BudgetMethod.RatioTimeSlices(Duration.ofMinutes(1)));
        assertThat(slo.window()).isEqualTo(Duration.ofDays(14));
        Ledger ledger = slo.newLedger(START);
        // A minute of one bad request in ten, and one of a thousand requests, all bad: they weigh 0.1 and 1.
        ledger.record(START, 9, 1);
        ledger.record(START.plusSeconds(60), 0, 1000);
        ledger.advance(START.plusSeconds(120));
        ErrorBudget budget = ErrorBudget.of(slo, ledger.counts(slo.window()));
        double minutes = 14 * 24 * 60;
        assertThat(1 - budget.remaining()).isCloseTo(1.1 / (minutes * 0.01), within(1e-6));
    }

    @Test
    void aMinuteIsBadBelowItsOwnTarget() {
        Slo slo = only(WEEK);
        assertThat(slo.window()).isEqualTo(Duration.ofDays(7));
        Ledger ledger = slo.newLedger(START);
        ledger.record(START, 95, 5);
        ledger.record(START.plusSeconds(60), 94, 5);
        ledger.record(START.plusSeconds(120), 100, 0);
        ledger.advance(START.plusSeconds(180));
        assertThat(ledger.counts(slo.window()).good()).isEqualTo(2);
        assertThat(ledger.counts(slo.window()).bad()).isEqualTo(1);
        // The example's own number: 0.05 % of 10,080 minutes are 5 minutes and 2.4 seconds.
        ErrorBudget budget = ErrorBudget.of(slo, ledger.counts(slo.window()));
        assertThat(budget.allowed() * 60).isCloseTo(5 * 60 + 2.4, within(1e-6));
        assertThat(read(WEEK).warnings())
                .anyMatch(warning -> warning.endsWith("the calendar are counted as rolling ones of 7d"));
    }

    @Test
    void aMonthThatIsWrittenAsAMinuteIsAMonthWithAWarning() {
        String contract = WEEK.replace("duration: 1w", "duration: 1m")
                .replace(
                        "target: 0.9995, timeSliceTarget: 0.95, timeSliceWindow: 1m}",
                        "target: 0.995, timeSliceTarget: 0.99, timeSliceWindow: 1m}\n"
                                + "    - {displayName: SLA, target: 0.99, timeSliceTarget: 0.99, timeSliceWindow: 1m}")
                .concat("  alertPolicies: # as in the example\n");
        OpenSlo.Imported imported = read(contract);
        assertThat(imported.slos())
                .extracting(slo -> slo.slo().name())
                .containsExactly("emergency-line-1", "emergency-line-2");
        for (SloConfig config : imported.slos()) {
            Slo slo = config.slo();
            assertThat(slo.window()).isEqualTo(Duration.ofDays(30));
            Ledger ledger = slo.newLedger(START);
            double share = slo.name().endsWith("1") ? 0.005 : 0.01;
            assertThat(ErrorBudget.of(slo, ledger.counts(slo.window())).allowed())
                    .isCloseTo(30 * 24 * 60 * share, within(1e-6));
        }
        assertThat(imported.warnings())
                .anyMatch(warning -> warning.contains("timeWindow[0].duration: 1m is minutes")
                        && warning.endsWith("taken as 1M, 30 days"));
    }

    @Test
    void occurrencesCountEachOne() {
        Slo slo = only(RATIO.replace("RatioTimeslices", "Occurrences").replace("timeSliceWindow: 1m, ", ""));
        Ledger ledger = slo.newLedger(START);
        ledger.record(START, 5, 1);
        ErrorBudget budget = ErrorBudget.of(slo, ledger.counts(slo.window()));
        // Six checks a minute for two weeks, of which one in a hundred may be bad.
        assertThat(budget.allowed()).isCloseTo(6 * 60 * 24 * 14 * 0.01, within(1e-6));
        assertThat(budget.bad()).isEqualTo(1);
    }

    @Test
    void whatTheSpecificationLeavesOutIsTakenWithAWarning() {
        OpenSlo.Imported imported = read("""
                apiVersion: openslo/v1
                kind: SLO
                metadata: {name: foo-slo, displayName: Foo SLO, labels: {team: [identity, rbac], tier: one}}
                spec:
                  service: foo
                  indicator:
                    metadata: {name: foo-error}
                    spec:
                      ratioMetric:
                        counter: true
                        bad: {metricSource: {metricSourceRef: measurements, spec: {check: line}}}
                        total: {metricSource: {metricSourceRef: measurements, spec: {check: line}}}
                  objectives:
                    - {displayName: Foo Total Errors, target: 0.98}
                    - {displayName: Bar Total Errors, targetPercent: 99.99}
                ---
                apiVersion: openslo/v1
                kind: DataSource
                metadata: {name: measurements}
                spec: {type: Evenkeel, connectionDetails: {anything: goes}}
                ---
                apiVersion: openslo/v1
                kind: Service
                metadata: {name: foo}
                spec: {description: A high-level grouping}
                ---
                apiVersion: openslo/v1
                kind: AlertNotificationTarget
                metadata: {name: on-call}
                spec: {description: Mail, target: email}
                """);
        assertThat(imported.slos()).extracting(SloConfig::series).containsExactly("check:line", "check:line");
        assertThat(imported.slos())
                .extracting(slo -> slo.slo().objective().toString())
                .containsExactly("98 %", "99.99 %");
        assertThat(imported.slos()).allMatch(slo -> slo.slo().window().equals(Duration.ofDays(30)));
        assertThat(imported.warnings())
                .containsExactlyInAnyOrder(
                        "f.yaml: SLO foo-slo.spec.timeWindow: there should be exactly one; 30 days are taken where"
                                + " there is none",
                        "f.yaml: SLO foo-slo.spec.budgetingMethod: is required: Occurrences is taken");
    }

    @Test
    void aSliceMayBeANumberOfMinutesAndTakeNoFailureAtAll() {
        Slo slo = only(
                WEEK.replace("timeSliceTarget: 0.95, timeSliceWindow: 1m", "timeSliceTarget: 1, timeSliceWindow: 5"));
        assertThat(slo.method().bucket()).isEqualTo(Duration.ofMinutes(5));
        Ledger ledger = slo.newLedger(START);
        ledger.record(START, 999_999, 1);
        ledger.record(START.plusSeconds(300), 1, 0);
        ledger.advance(START.plusSeconds(600));
        assertThat(ledger.counts(slo.window()).bad()).isEqualTo(1);
        assertThat(ledger.counts(slo.window()).good()).isEqualTo(1);
    }

    @Test
    void theObjectivesOfACompositeAreCountedEachByItself() {
        OpenSlo.Imported imported = read("""
                apiVersion: openslo/v1
                kind: SLO
                metadata: {name: journey}
                spec:
                  service: web-shop
                  timeWindow: [{duration: 4w, isRolling: true}]
                  budgetingMethod: Occurrences
                  objectives:
                    - displayName: Find
                      target: 0.99
                      compositeWeight: 2
                      indicator:
                        metadata: {name: find}
                        spec: {thresholdMetric: {metricSource: {type: Evenkeel, spec: {check: shop}}}}
                    - {displayName: Pay, target: 0.999, indicatorRef: pay}
                ---
                apiVersion: openslo/v1
                kind: SLI
                metadata: {name: pay}
                spec:
                  ratioMetric:
                    rawType: success
                    raw: {metricSource: {type: Evenkeel, spec: {route: pages}}}
                """);
        assertThat(imported.slos()).extracting(SloConfig::series).containsExactly("check:shop", "route:pages");
        assertThat(imported.warnings())
                .containsExactlyInAnyOrder(
                        "f.yaml: SLO journey.spec.objectives: each is counted by itself: there is no budget of all"
                                + " together",
                        "f.yaml: SLO journey.spec.objectives[0].compositeWeight: is not looked at");
    }

    private static final String POLICY = """
            apiVersion: openslo/v1
            kind: AlertPolicy
            metadata: {name: burning, displayName: Burning}
            spec:
              description: Tells those on call
              alertWhenBreaching: true
              alertWhenResolved: false
              conditions:
                - conditionRef: burns
              notificationTargets:
                - targetRef: on-call
            """;

    private static final String CONDITION = """
            apiVersion: openslo/v1
            kind: AlertCondition
            metadata: {name: burns, displayName: Burns}
            spec:
              description: Twice as fast as it may
              severity: page
              condition: {kind: burnrate, op: gte, threshold: 2, lookbackWindow: 1h, alertAfter: 5m}
            """;

    private static String withPolicy() {
        return RATIO.replace("RatioTimeslices", "Occurrences").replace("timeSliceWindow: 1m, ", "")
                + "  alertPolicies:\n    - alertPolicyRef: burning\n";
    }

    @Test
    void aPolicyInOtherFilesAlertsAtItsBurnRate() {
        OpenSlo.Imported imported = OpenSlo.read(
                Map.of("slo.yaml", withPolicy(), "policy.yaml", POLICY, "condition.yaml", CONDITION),
                CHECKS,
                Set.of(),
                false);
        assertThat(imported.mistakes()).isEmpty();
        Slo slo = imported.slos().getFirst().slo();
        assertThat(slo.rules()).hasSize(1);
        BurnRule rule = slo.rules().getFirst();
        assertThat(rule.severity()).isEqualTo(Severity.PAGE);
        assertThat(rule.longWindow()).isEqualTo(Duration.ofHours(1));

        // Twice 1 % of the 360 checks of an hour are 7.2: the eighth failure is too many.
        var tracker = new SloTracker(slo, START, Map.of());
        int failures = 0;
        List<BurnAlert.Change> changes = List.of();
        for (Instant at = START.plus(Duration.ofHours(2)); changes.isEmpty(); at = at.plusSeconds(10)) {
            tracker.ledger().record(at, 0, 1);
            failures++;
            changes = tracker.evaluate(at);
        }
        assertThat(failures).isEqualTo(8);
        assertThat(changes.getFirst().firing()).isTrue();
        assertThat(imported.warnings())
                .anyMatch(warning -> warning.contains("alertWhenResolved: is not looked at: write sendResolved: false"))
                .anyMatch(warning -> warning.contains("notificationTargets: are not looked at"))
                .anyMatch(warning -> warning.contains("alertAfter: a second window"));
    }

    @Test
    void aPolicyThatIsOffAlertsAtNothing() {
        String off = POLICY.replace("alertWhenBreaching: true", "alertWhenBreaching: false\n  alertWhenNoData: true");
        OpenSlo.Imported imported = read(withPolicy() + "---\n" + off + "---\n" + CONDITION);
        assertThat(imported.slos().getFirst().slo().rules()).isEmpty();
        assertThat(imported.warnings())
                .anyMatch(warning -> warning.endsWith("alertWhenNoData: nobody is alerted when there is no data"));
    }

    @Test
    void aConditionThatCantWorkIsAdaptedAndStrictlyRefused() {
        String never = CONDITION.replace("threshold: 2", "threshold: 200");
        String hasty = CONDITION
                .replace("lookbackWindow: 1h", "lookbackWindow: 6m")
                .replace("alertAfter: 5m", "alertAfter: 0m");
        SloConfig left =
                read(withPolicy() + "---\n" + POLICY + "---\n" + never).slos().getFirst();
        assertThat(left.slo().rules()).isEmpty();
        assertThat(left.warnings())
                .anyMatch(warning -> warning.startsWith("burns is left out: with an objective of 99 %"));
        SloConfig twice =
                read(withPolicy() + "---\n" + POLICY + "---\n" + hasty).slos().getFirst();
        assertThat(twice.slo().rules()).extracting(BurnRule::minBad).containsExactly(2);
        assertThat(twice.warnings()).anyMatch(warning -> warning.startsWith("burns waits for a second failure"));
        assertThat(read(withPolicy() + "---\n" + POLICY + "---\n" + never, true).mistakes())
                .anyMatch(mistake -> mistake.contains("burns can never fire"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing: page", "severity: loud", "severity: page\n  severe: true"})
    void strangeConditionsAreSaidToBe(String line) {
        String strange = CONDITION.replace("severity: page", line);
        assertThat(read(withPolicy() + "---\n" + POLICY + "---\n" + strange).warnings())
                .anyMatch(warning -> warning.contains("AlertCondition burns.spec."));
    }

    @ParameterizedTest
    @ValueSource(strings = {RATIO, WEEK})
    void strictlyNothingIsTakenThatCantBeDoneAsWritten(String text) {
        OpenSlo.Imported imported = read(text, true);
        assertThat(imported.slos()).isEmpty();
        assertThat(imported.mistakes())
                .anyMatch(mistake -> mistake.contains("the metric source Any can't be asked"))
                .anyMatch(mistake -> mistake.contains(".op: is not looked at"));
    }

    @Test
    void strictlyAWordThatNobodyKnowsIsAMistake() {
        String typo = WEEK.replace("timeSliceTarget", "timeSliceTargets");
        assertThat(read(typo).warnings())
                .anyMatch(
                        warning -> warning.endsWith(
                                "objectives[0].timeSliceTargets: is not known here and passed over, did you mean timeSliceTarget?"))
                .anyMatch(warning -> warning.endsWith(
                        "objectives[0].timeSliceTarget: is required with Timeslices: 99.95 % is taken, as in target"));
        assertThat(read(typo, true).mistakes()).anyMatch(mistake -> mistake.contains("timeSliceTargets"));
    }
}
