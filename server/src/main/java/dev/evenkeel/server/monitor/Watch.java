package dev.evenkeel.server.monitor;

import dev.evenkeel.core.incident.IncidentSeverity;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.State;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.core.slo.BurnAlert;
import dev.evenkeel.core.slo.Severity;
import dev.evenkeel.server.monitor.alert.Alert;
import dev.evenkeel.server.monitor.alert.AlertBook;
import dev.evenkeel.server.monitor.incident.IncidentReporter;
import dev.evenkeel.server.monitor.slo.SloEngine;
import dev.evenkeel.server.monitor.slo.WatchedSlo;
import dev.evenkeel.server.monitor.store.Batch;
import dev.evenkeel.server.monitor.store.History;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What follows from what the checks saw: alerts and incidents begin and end.
 *
 * <p>It goes by how things stand, not by how they changed, so that a crash between two steps is made good by the next
 * result.
 */
final class Watch implements Recorder.Judgement {
    private final SloEngine slos;
    private final AlertBook alerts;
    private final IncidentReporter incidents;
    private final History history;

    Watch(SloEngine slos, AlertBook alerts, IncidentReporter incidents, History history) {
        this.slos = slos;
        this.alerts = alerts;
        this.incidents = incidents;
        this.history = history;
    }

    @Override
    public void judge(Batch batch, List<Recorder.Belief> beliefs, Instant now) throws IOException {
        for (Recorder.Belief belief : beliefs) {
            judge(belief.check(), belief.last(), belief.streak(), now);
        }
        slos.accept(batch);
        for (SloEngine.Change change : slos.evaluate(now)) {
            judge(change, now);
            slos.remember(change);
        }
        alerts.tick(now);
    }

    private void judge(Check check, Result last, Streak streak, Instant now) throws IOException {
        boolean down = streak.state() == State.DOWN;
        String cause = "check:" + check.name();
        if (!down && alerts.isEmpty() && !incidents.isFiring(cause)) {
            return; // As nearly always.
        }
        var labels = new TreeMap<String, String>();
        labels.put("alertname", "CheckDown");
        labels.put("check", check.name());
        labels.put("severity", "critical");
        place(labels, check.service(), check.environment());
        Instant since = streak.since() == null ? now : streak.since();
        String summary = last.succeeded()
                ? check.name() + " is back"
                : check.name() + ": " + (last.error() == null ? "failed" : last.error());
        var alert = new Alert(
                labels,
                Map.of("summary", summary, "description", check.target(), "traceId", last.traceId()),
                since,
                null,
                "");
        if (down && !last.succeeded()) {
            alerts.fire(alert);
        } else if (!down) {
            alerts.resolve(alert.fingerprint(), now);
        }
        if (down != incidents.isFiring(cause) && (down || streak.state() == State.UP)) {
            incidents.note(new Signal(
                    cause,
                    service(check.service(), check.name()),
                    check.environment(),
                    down,
                    IncidentSeverity.CRITICAL,
                    summary,
                    since,
                    now,
                    List.of(),
                    last.traceId()));
        }
    }

    private void judge(SloEngine.Change changed, Instant now) throws IOException {
        WatchedSlo watched = changed.watched();
        BurnAlert.Change change = changed.change();
        String slo = watched.slo().name();
        var labels = new TreeMap<String, String>();
        labels.put("alertname", "ErrorBudgetBurn");
        labels.put("slo", slo);
        labels.put("rule", change.rule().name());
        labels.put("severity", change.rule().severity().toString());
        place(labels, watched.service(), watched.environment());
        String summary = change.firing()
                ? String.format(
                        Locale.ROOT,
                        "%s burns its error budget %.1f times too fast (objective %s)",
                        slo,
                        change.longRate(),
                        watched.slo().objective())
                : slo + " doesn't burn its error budget too fast any more";
        var alert = new Alert(labels, Map.of("summary", summary), change.since(), null, "");
        if (change.firing()) {
            alerts.fire(alert);
        } else {
            alerts.resolve(alert.fingerprint(), now);
        }
        Instant began = change.since();
        if (change.firing()) {
            Instant bad =
                    history.firstBad(watched.series(), now.minus(change.rule().shortWindow()), now);
            began = bad == null ? began : bad;
        }
        incidents.note(new Signal(
                "slo:" + slo + "/" + change.rule().name(),
                service(watched.service(), slo),
                watched.environment(),
                change.firing(),
                change.rule().severity() == Severity.PAGE ? IncidentSeverity.CRITICAL : IncidentSeverity.WARNING,
                summary,
                began,
                now,
                List.of(),
                null));
    }

    private static void place(Map<String, String> labels, @Nullable String service, @Nullable String environment) {
        if (service != null) {
            labels.put("service", service);
        }
        if (environment != null) {
            labels.put("environment", environment);
        }
    }

    /** What stands for no service is one of its own. */
    private static String service(@Nullable String service, String name) {
        return service == null ? name : service;
    }

    /** Adds what a check saw until now to the signal about it. */
    static Signal withHistory(Signal signal, History history, Instant now) throws IOException {
        if (!signal.cause().startsWith("check:")) {
            return signal;
        }
        return new Signal(
                signal.cause(),
                signal.service(),
                signal.environment(),
                signal.firing(),
                signal.severity(),
                signal.summary(),
                signal.since(),
                now,
                history.sightings(signal.cause().substring("check:".length()), now),
                signal.traceId());
    }
}
