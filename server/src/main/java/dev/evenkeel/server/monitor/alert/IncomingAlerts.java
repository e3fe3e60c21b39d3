package dev.evenkeel.server.monitor.alert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.core.incident.IncidentSeverity;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.server.platform.http.ProblemException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Alerts that others send: Prometheus as to an Alertmanager, or an Alertmanager as to a webhook. They are told on like
 * our own, and those that name a service open incidents.
 */
public final class IncomingAlerts {
    /** Prometheus says again what still fires every minute; who doesn't for so long is taken not to fire any more. */
    private static final Duration RESOLVE_TIMEOUT = Duration.ofMinutes(5);

    private static final List<String> SERVICE = List.of("service", "serviceName", "app", "job");
    private static final List<String> ENVIRONMENT = List.of("environment", "env");

    private final AlertBook book;
    private final Signals signals;
    private final InstantSource clock;
    private final Map<String, Instant> endsAt = new HashMap<>();

    /** Where incidents are reported. */
    @FunctionalInterface
    public interface Signals {
        void note(Signal signal) throws IOException;
    }

    public IncomingAlerts(AlertBook book, Signals signals, InstantSource clock) {
        this.book = book;
        this.signals = signals;
        this.clock = clock;
    }

    /** @param pointer where the alerts stand in the body, for messages */
    public void accept(JsonNode alerts, String pointer) throws IOException {
        Instant now = clock.instant();
        List<Violation> wrong = new ArrayList<>();
        List<Alert> read = new ArrayList<>();
        for (int i = 0; i < alerts.size(); i++) {
            String at = pointer + "/" + i;
            Map<String, String> labels = texts(alerts.get(i).path("labels"), at + "/labels", wrong);
            Instant start = time(alerts.get(i), "startsAt", at, wrong);
            Instant end = time(alerts.get(i), "endsAt", at, wrong);
            if (labels.isEmpty()) {
                wrong.add(new Violation(at + "/labels", "are what names an alert: write at least alertname"));
            }
            if (start != null && end != null && end.isBefore(start)) {
                wrong.add(new Violation(at + "/endsAt", "must not be before startsAt"));
            }
            read.add(new Alert(
                    labels,
                    texts(alerts.get(i).path("annotations"), at + "/annotations", wrong),
                    start == null ? now : start,
                    end,
                    alerts.get(i).path("generatorURL").asText("")));
        }
        if (!wrong.isEmpty()) {
            throw ProblemException.badRequest(wrong);
        }
        for (Alert alert : read) {
            take(alert, now);
        }
    }

    private synchronized void take(Alert alert, Instant now) throws IOException {
        String fingerprint = alert.fingerprint();
        Instant end = alert.endsAt();
        if (end != null && !end.isAfter(now)) {
            endsAt.remove(fingerprint);
            book.resolve(fingerprint, end);
            signal(alert, false, now);
            return;
        }
        endsAt.put(fingerprint, end == null ? now.plus(RESOLVE_TIMEOUT) : end);
        book.fire(new Alert(alert.labels(), alert.annotations(), alert.startsAt(), null, alert.generatorUrl()));
        signal(alert, true, now);
    }

    /** Ends what nobody said for a while, or said to end by now. */
    public synchronized void tick(Instant now) throws IOException {
        for (Alert alert : book.alerts()) {
            Instant end = endsAt.get(alert.fingerprint());
            if (alert.isFiring() && end != null && !end.isAfter(now)) {
                endsAt.remove(alert.fingerprint());
                book.resolve(alert.fingerprint(), now);
                signal(alert, false, now);
            }
        }
    }

    /** After a start: what fired before is given as long as what is said now. */
    public synchronized void expect(Instant now) {
        for (Alert alert : book.alerts()) {
            if (alert.isFiring() && !isOurs(alert)) {
                endsAt.put(alert.fingerprint(), now.plus(RESOLVE_TIMEOUT));
            }
        }
    }

    private static boolean isOurs(Alert alert) {
        String name = alert.label("alertname");
        return (name.equals("CheckDown") && alert.labels().containsKey("check"))
                || (name.equals("ErrorBudgetBurn") && alert.labels().containsKey("slo"));
    }

    private void signal(Alert alert, boolean firing, Instant now) throws IOException {
        String service = first(alert, SERVICE);
        if (service == null) {
            return;
        }
        String name = alert.label("alertname");
        signals.note(new Signal(
                "alert:" + name + "/" + alert.fingerprint(),
                service,
                first(alert, ENVIRONMENT),
                firing,
                IncidentSeverity.named(alert.label("severity")),
                alert.annotations().getOrDefault("summary", name.isEmpty() ? "an alert without a name" : name),
                alert.startsAt(),
                now,
                List.of(),
                alert.annotations().get("traceId")));
    }

    private static @Nullable String first(Alert alert, List<String> names) {
        for (String name : names) {
            if (!alert.label(name).isBlank()) {
                return alert.label(name);
            }
        }
        return null;
    }

    private static Map<String, String> texts(JsonNode node, String pointer, List<Violation> wrong) {
        var texts = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                wrong.add(new Violation(pointer + "/" + field.getKey(), "must be a text"));
            } else if (!field.getValue().asText().isEmpty()) {
                // An empty label is none, as in Prometheus.
                texts.put(field.getKey(), field.getValue().asText());
            }
        }
        return texts;
    }

    private static @Nullable Instant time(JsonNode alert, String name, String pointer, List<Violation> wrong) {
        String text = alert.path(name).asText("");
        if (text.isEmpty() || text.startsWith("0001-01-01T00:00:00")) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            wrong.add(new Violation(
                    pointer + "/" + name, "'" + text + "' is no time: write it as in 2026-01-31T13:00:00Z"));
            return null;
        }
    }
}
