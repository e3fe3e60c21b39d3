package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.slo.BudgetMethod;
import dev.evenkeel.core.slo.BurnRule;
import dev.evenkeel.server.config.SloConfig.Watched;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenSloTest {
    private static final Map<String, Watched> CHECKS =
            Map.of("shop", new Watched(Duration.ofSeconds(10), "web-shop", "production"));

    private static final String SLO = """
            apiVersion: openslo/v1
            kind: SLO
            metadata:
              name: searching
              displayName: Searching time
            spec:
              description: How long a search takes
              service: web-shop
              indicator:
                metadata: {name: latency}
                spec:
                  thresholdMetric:
                    metricSource:
                      type: Prometheus
                      spec: {query: anything}
              timeWindow:
                - duration: 2w
                  isRolling: true
              budgetingMethod: Occurrences
              objectives:
                - displayName: Good
                  op: lt
                  value: 500
                  target: 0.99
              alertPolicies: # nothing, as in some examples
            """;

    private static OpenSlo.Imported read(String text) {
        return OpenSlo.read(Map.of("f.yaml", text), CHECKS, Set.of("geoip"), false);
    }

    @Test
    void whatCantBeDoneAsWrittenIsDoneAsNearAsCanBe() {
        OpenSlo.Imported imported = read(SLO);
        assertThat(imported.mistakes()).isEmpty();
        SloConfig slo = imported.slos().getFirst();
        assertThat(slo.slo().name()).isEqualTo("searching");
        assertThat(slo.slo().objective()).hasToString("99 %");
        assertThat(slo.slo().window()).isEqualTo(Duration.ofDays(14));
        assertThat(slo.slo().method()).isEqualTo(new BudgetMethod.Occurrences());
        assertThat(slo.series()).isEqualTo("check:shop");
        assertThat(slo.environment()).isEqualTo("production");
        assertThat(slo.slo().rules()).hasSize(4);
        assertThat(imported.warnings())
                .containsExactlyInAnyOrder(
                        "f.yaml: SLO searching.spec.indicator: the metric source Prometheus can't be asked:"
                                + " the check shop of this service is counted",
                        "f.yaml: SLO searching.spec.objectives[0].value: is not looked at:"
                                + " the conditions of the check say what is good");
    }

    @Test
    void strictlyAWarningIsAMistake() {
        OpenSlo.Imported imported = OpenSlo.read(Map.of("f.yaml", SLO), CHECKS, Set.of(), true);
        assertThat(imported.slos()).isEmpty();
        assertThat(imported.mistakes()).hasSize(2);

        String ours = SLO.replace("type: Prometheus", "type: Evenkeel")
                .replace("{query: anything}", "{check: shop}")
                .replaceAll(" +(op|value): .*\n", "");
        OpenSlo.Imported clean = OpenSlo.read(Map.of("f.yaml", ours), CHECKS, Set.of(), true);
        assertThat(clean.mistakes()).isEmpty();
        assertThat(clean.slos()).hasSize(1);
    }

    @Test
    void timeSlicesCalendarWindowsAndSeveralObjectives() {
        String text = SLO.replace("2w", "1M")
                .replace(
                        "isRolling: true",
                        "isRolling: false\n      calendar:\n        startTime: 2022-01-01 12:00:00\n        timeZone: America/New_York")
                .replace("budgetingMethod: Occurrences", "budgetingMethod: Timeslices")
                .replace(
                        "      target: 0.99",
                        "      targetPercent: 99.5\n      timeSliceTarget: 0.95\n      timeSliceWindow: 5m\n    - {target: 0.99, timeSliceTarget: 0.9, timeSliceWindow: 1m}");
        OpenSlo.Imported imported = read(text);
        assertThat(imported.mistakes()).isEmpty();
        assertThat(imported.slos()).extracting(s -> s.slo().name()).containsExactly("searching-1", "searching-2");
        assertThat(imported.slos().getFirst().slo().objective()).hasToString("99.5 %");
        assertThat(imported.slos().getFirst().slo().method())
                .isInstanceOfSatisfying(BudgetMethod.TimeSlices.class, slices -> {
                    assertThat(slices.slice()).isEqualTo(Duration.ofMinutes(5));
                    assertThat(slices.target()).hasToString("95 %");
                });
        assertThat(imported.warnings())
                .anyMatch(w -> w.endsWith("timeWindow[0].duration: 1M is taken as 30 days"))
                .anyMatch(w -> w.endsWith("are counted as rolling ones of 30d"));
    }

    @Test
    void policiesAndIndicatorsAreFoundByName() {
        String text = SLO.replaceAll("(?s)  indicator:.*?  timeWindow:", "  indicatorRef: latency\n  timeWindow:")
                        .replace(
                                "alertPolicies: # nothing, as in some examples",
                                "alertPolicies:\n    - alertPolicyRef: fast")
                + """
                ---
                apiVersion: openslo/v1
                kind: SLI
                metadata: {name: latency}
                spec:
                  ratioMetric:
                    counter: true
                    good: {metricSource: {type: Evenkeel, spec: {route: geoip}}}
                    total: {metricSource: {type: Evenkeel, spec: {route: geoip}}}
                ---
                apiVersion: openslo/v1
                kind: AlertPolicy
                metadata: {name: fast}
                spec:
                  conditions:
                    - kind: AlertCondition
                      metadata: {name: burns}
                      spec:
                        severity: page
                        condition: {kind: burnrate, op: lte, threshold: 2, lookbackWindow: 1h, alertAfter: 5m}
                  notificationTargets: [{targetRef: somebody}]
                """;
        OpenSlo.Imported imported = read(text);
        assertThat(imported.mistakes()).isEmpty();
        assertThat(imported.slos().getFirst().series()).isEqualTo("route:geoip");
        BurnRule rule = imported.slos().getFirst().slo().rules().getFirst();
        assertThat(rule.name()).isEqualTo("burns");
        assertThat(rule.factor()).isEqualTo(2);
        assertThat(rule.shortWindow()).isEqualTo(Duration.ofMinutes(5));
        assertThat(imported.warnings()).anyMatch(w -> w.contains("would alert while all is well: taken as gte"));
    }

    /** What is wrong, where, and what would be right. */
    @ParameterizedTest
    @CsvSource(delimiterString = "|", quoteCharacter = '`', textBlock = """
            openslo/v1                  | openslo/v2alpha          | apiVersion: "openslo/v2alpha" can't be read: only openslo/v1 can
            kind: SLO                   | kind: Slo                | kind: "Slo" is none: write one of
            name: searching             | name: "two words"        | metadata.name: is required: lower case letters
            name: searching             | title: searching         | metadata.name: is required
            service: web-shop           | owner: web-shop          | spec.service: is required
            duration: 2w                | duration: 14 days        | "14 days" is no duration: write a number and one of m, h, d, w
            duration: 2w                | length: 2w               | timeWindow[0].duration: is required
            Occurrences                 | Occurences               | "Occurences" is none: write Occurrences, Timeslices or RatioTimeslices
            target: 0.99                | target: 99               | objectives[0].target: 9900 % can't be an objective
            target: 0.99                | target: 1.0              | can't be an objective: write more than 0 and less than 100
            target: 0.99                | target: most             | objectives[0].target: "most" is no number: write it as in 0.99
            target: 0.99                | goal: 0.99               | write either target, as in 0.99, or targetPercent, as in 99
            target: 0.99                | {target: 0.99            | f.yaml: not YAML
            spec: {query: anything}     | spec: {check: nothing}   | there is no check nothing in monitor.checks
            """)
    void everyMistakeIsNamed(String right, String wrong, String message) {
        OpenSlo.Imported imported = read(SLO.replace(right, wrong));
        assertThat(imported.mistakes())
                .anySatisfy(mistake -> assertThat(mistake).contains(message));
    }
}
