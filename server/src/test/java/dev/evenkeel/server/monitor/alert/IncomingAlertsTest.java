package dev.evenkeel.server.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.incident.IncidentSeverity;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.server.monitor.store.MonitorStore;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncomingAlertsTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = ManualClock.at("2026-11-19T10:00:00Z");
    private final List<Signal> signals = new ArrayList<>();
    private MonitorStore store;
    private AlertBook book;
    private IncomingAlerts incoming;

    @BeforeEach
    void open() throws IOException {
        Duration day = Duration.ofDays(1);
        store = MonitorStore.open(folder.resolve("m.db"), new MonitorStore.Retention(day, 1000, day, day));
        var policy = new Policy(List.of("alertname"), Duration.ZERO, day, day, day, "");
        book = AlertBook.open(store, List.of(), policy);
        incoming = new IncomingAlerts(book, signals::add, clock);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void push(String json) throws IOException {
        incoming.accept(Json.parse(json.getBytes(StandardCharsets.UTF_8)), "");
    }

    private static String alert(String endsAt) {
        return "[{\"labels\":{\"alertname\":\"HighErrors\",\"service\":\"cart\",\"env\":\"production\",\"severity\":\"page\"},"
                + "\"annotations\":{\"summary\":\"cart answers 5xx\"},\"startsAt\":\"2026-11-19T09:59:00Z\",\"endsAt\":\""
                + endsAt + "\",\"generatorURL\":\"http://prometheus/graph\"}]";
    }

    @Test
    void prometheusOpensAndEndsWhatItSays() throws IOException {
        push(alert("2026-11-19T10:04:00Z"));
        push(alert("2026-11-19T10:05:00Z"));
        assertThat(book.alerts())
                .singleElement()
                .satisfies(a -> assertThat(a.isFiring()).isTrue());
        Signal signal = signals.getFirst();
        assertThat(signal.service()).isEqualTo("cart");
        assertThat(signal.environment()).isEqualTo("production");
        assertThat(signal.severity()).isEqualTo(IncidentSeverity.CRITICAL);
        assertThat(signal.since()).isEqualTo(Instant.parse("2026-11-19T09:59:00Z"));
        assertThat(signal.summary()).isEqualTo("cart answers 5xx");

        clock.advance(Duration.ofMinutes(2));
        push(alert("2026-11-19T10:01:00Z"));
        assertThat(signals.getLast().firing()).isFalse();
        assertThat(book.alerts().getFirst().endsAt()).isEqualTo(Instant.parse("2026-11-19T10:01:00Z"));
    }

    @Test
    void whatNobodySaysAnyMoreIsOver() throws IOException {
        push(alert("0001-01-01T00:00:00Z"));
        clock.advance(Duration.ofMinutes(4));
        incoming.tick(clock.instant());
        assertThat(signals.getLast().firing()).isTrue();
        clock.advance(Duration.ofMinutes(1));
        incoming.tick(clock.instant());
        assertThat(signals.getLast().firing()).isFalse();
    }

    @Test
    void afterARestartSilenceEndsItToo() throws IOException {
        push(alert("2026-11-19T10:04:00Z"));
        var again = new IncomingAlerts(book, signals::add, clock);
        again.expect(clock.instant());
        clock.advance(Duration.ofMinutes(5));
        again.tick(clock.instant());
        assertThat(signals.getLast().firing()).isFalse();
    }

    @Test
    void mistakesAreNamedAndNothingIsTaken() {
        assertThatThrownBy(
                        () -> push("[{\"labels\":{\"alertname\":\"x\"},\"startsAt\":\"yesterday\"},{\"labels\":{}}]"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.errors())
                                .extracting(error -> error.pointer() + " " + error.message())
                                .containsExactly(
                                        "/0/startsAt 'yesterday' is no time: write it as in 2026-01-31T13:00:00Z",
                                        "/1/labels are what names an alert: write at least alertname"));
        assertThat(book.alerts()).isEmpty();
        assertThat(signals).isEmpty();
    }

    @Test
    void templatesNameWhatTheyPutIn() throws Exception {
        var notice = Json.parse(Notice.text(
                        "hook",
                        "{}:{}",
                        Map.of(),
                        List.of(new Alert(
                                Map.of("alertname", "A\"B", "service", "cart"),
                                Map.of("summary", "it is\nbroken"),
                                clock.instant(),
                                null,
                                "")),
                        "http://me")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(Bodies.template(
                                "{\"t\":\"{{title}}\",\"s\":\"{{ labels.service }}\",\"x\":\"{{labels.nothing}}\"}",
                                true)
                        .apply(notice))
                .isEqualTo("{\"t\":\"[FIRING:1] A\\\"B cart\",\"s\":\"cart\",\"x\":\"\"}");
        assertThat(Bodies.slack(notice)).contains("\"color\":\"danger\"").contains("it is\\nbroken");
        assertThat(notice.path("version").asText()).isEqualTo("4");
        assertThat(notice.path("alerts").get(0).path("endsAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
        assertThatThrownBy(() -> Bodies.template("a {{nonsense}}", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{{nonsense}} at character 3");
    }
}
