package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.slo.BudgetMethod;
import dev.evenkeel.core.slo.BurnRule;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordsConfigTest {
    private static final String GOOD = """
            monitor:
              checks:
                - name: status
                  url: http://127.0.0.1:9000/status
                  service: status-server
                  environment: production
                  interval: 10s
                  timeout: 1s
              slos:
                - {name: availability, check: status, objective: 99.9, window: 30d}
              alerts:
                groupWait: 0s
                receivers:
                  - {name: hook, type: webhook, url: "http://127.0.0.1:1/hook"}
                  - {name: mail, type: email, smtp: {host: 127.0.0.1, port: 2525, from: a@example.com, to: [b@example.com]}}
                  - {name: chat, type: slack, secretUrl: "http://127.0.0.1:1/secret", severities: [critical, page]}
                  - {name: any, type: http, url: "http://127.0.0.1:1/any", body: "{{title}}", contentType: text/plain}
            """;

    @TempDir
    Path folder;

    @Test
    void objectivesTakeTheirPlaceFromTheCheck() throws ConfigException {
        RecordsConfig config = new Configs(folder).load(GOOD).records();
        SloConfig slo = config.slos().getFirst();
        assertThat(slo.series()).isEqualTo("check:status");
        assertThat(slo.service()).isEqualTo("status-server");
        assertThat(slo.environment()).isEqualTo("production");
        assertThat(slo.slo().objective()).hasToString("99.9 %");
        assertThat(slo.slo().eventsPerMinute()).isEqualTo(6);
        assertThat(slo.slo().rules()).extracting(BurnRule::factor).containsExactly(14.4, 6.0, 3.0, 1.0);
        assertThat(slo.warnings()).isEmpty();
        assertThat(config.alerts().receivers())
                .extracting(ReceiverConfig::name)
                .containsExactly("hook", "mail", "chat", "any");
    }

    @Test
    void whatTheUsualAlertsCantDoIsAWarning() throws ConfigException {
        RecordsConfig config =
                new Configs(folder).load(GOOD.replace("99.9", "90")).records();
        assertThat(config.slos().getFirst().warnings())
                .singleElement()
                .asString()
                .contains("burn-14.4x is left out", "1 / (1 \u2212 0.9) = 10\u00d7");
    }

    @Test
    void slicesAndAlertsCanBeWritten() throws ConfigException {
        String slo =
                "{name: a, check: status, objective: 99, window: 14d, method: timeSlices, slice: 5m, sliceTarget: 95,"
                        + " alerts: [{factor: 10, longWindow: 2h, severity: ticket}]}";
        RecordsConfig config = new Configs(folder)
                .load(GOOD.replace("{name: availability, check: status, objective: 99.9, window: 30d}", slo))
                .records();
        var method = (BudgetMethod.TimeSlices) config.slos().getFirst().slo().method();
        assertThat(method.slice()).isEqualTo(Duration.ofMinutes(5));
        BurnRule rule = config.slos().getFirst().slo().rules().getFirst();
        assertThat(rule.name()).isEqualTo("burn-10x");
        assertThat(rule.shortWindow()).isEqualTo(Duration.ofMinutes(10));
    }

    /** What is wrong, where, and what would be right. */
    @ParameterizedTest
    @CsvSource(delimiterString = "|", quoteCharacter = '`', textBlock = """
            objective: 99.9  | objective: 100                    | monitor.slos[0].objective: 100 % can't be an objective: write more than 0 and less than 100
            objective: 99.9  | objective: many                   | monitor.slos[0].objective: "many" is no number
            objective: 99.9  | objective: 99.9999999             | more than five digits behind the point
            check: status    | check: nothing                    | monitor.slos[0].check: there is no check nothing in monitor.checks
            check: status    | route: nothing                    | monitor.slos[0].route: there is no route nothing in gateway.routes
            check: status,   | x: y,                             | an objective is about one check or one route
            window: 30d      | window: 30                        | has no unit
            window: 30d      | window: 30d, alerts: [{factor: 2000}] | mine can never fire
            window: 30d      | window: 30d, alerts: [{factor: 1, longWindow: 5m, shortWindow: 5m}] | a twelfth of the long one is usual
            window: 30d      | window: 30d, alerts: [{factor: 1}, {factor: 1}] | another alert of this objective has this name
            window: 30d      | window: 30d, method: slices       | is not known
            window: 30d      | window: 30d, method: timeSlices, slice: 90s | a time slice is whole minutes long
            type: webhook, url: "http://127.0.0.1:1/hook" | type: webhook | monitor.alerts.receivers[0].url: is needed
            type: webhook    | type: pigeon                      | is not known
            to: [b@example.com] | to: []                         | monitor.alerts.receivers[1].smtp.to
            to: [b@example.com] | to: ["no address"]             | is no e-mail address
            secretUrl: "http://127.0.0.1:1/secret" | secretUrl: "nothing" | monitor.alerts.receivers[2].secretUrl: is no address
            name: chat       | name: mail                        | another receiver has this name
            groupWait: 0s    | groupWait: soon                   | is not a duration
            """)
    void everyMistakeIsNamed(String right, String wrong, String message) {
        assertThat(GOOD).contains(right);
        String text = message.startsWith("mine") ? "can never fire" : message;
        assertThatThrownBy(() -> new Configs(folder).load(GOOD.replace(right, wrong)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(text);
    }
}
