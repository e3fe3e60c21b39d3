package dev.evenkeel.server.monitor;

import dev.evenkeel.core.slo.BurnAlert;
import dev.evenkeel.core.slo.BurnRate;
import dev.evenkeel.core.slo.Counts;
import dev.evenkeel.core.slo.ErrorBudget;
import dev.evenkeel.server.config.Durations;
import dev.evenkeel.server.monitor.alert.Alert;
import dev.evenkeel.server.monitor.alert.AlertBook;
import dev.evenkeel.server.monitor.alert.Deliveries;
import dev.evenkeel.server.monitor.alert.Deliveries.Backlog;
import dev.evenkeel.server.monitor.alert.Receiver;
import dev.evenkeel.server.monitor.incident.IncidentReporter;
import dev.evenkeel.server.monitor.slo.SloEngine;
import dev.evenkeel.server.monitor.slo.SloEngine.Standing;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Prometheus sees of the objectives, of the notices on their way, and of what the monitor has to write. */
final class RecordsMetrics implements MultiCollector {
    private static final Logger log = LoggerFactory.getLogger(RecordsMetrics.class);
    private static final List<String> OUTCOMES = List.of("sent", "retry", "dead");

    private final SloEngine slos;
    private final AlertBook alerts;
    private final List<Receiver> receivers;
    private final Deliveries deliveries;
    private final IncidentReporter incidents;
    private final Recorder recorder;
    private final InstantSource clock;

    RecordsMetrics(
            SloEngine slos,
            AlertBook alerts,
            List<Receiver> receivers,
            Deliveries deliveries,
            IncidentReporter incidents,
            Recorder recorder,
            InstantSource clock) {
        this.slos = slos;
        this.alerts = alerts;
        this.receivers = receivers;
        this.deliveries = deliveries;
        this.incidents = incidents;
        this.recorder = recorder;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        Instant now = clock.instant();
        var all = MetricSnapshots.builder();
        List<Standing> standings = slos.standings(now);
        if (!standings.isEmpty()) {
            addObjectives(all, standings);
        }
        if (!receivers.isEmpty()) {
            addDeliveries(all);
        }
        addOurselves(all);
        try {
            if (!receivers.isEmpty()) {
                addBacklogs(all, deliveries.backlogs(), now);
            }
            gauge("evenkeel_incident_reports_waiting", "Beginnings and ends that the registry was not told of yet.")
                    .add(Labels.EMPTY, incidents.waiting())
                    .to(all);
        } catch (IOException e) {
            log.warn("what waits in the monitor's store can't be counted: {}", e.getMessage());
        }
        return all.build();
    }

    private static void addObjectives(MetricSnapshots.Builder all, List<Standing> standings) {
        Gauge objective = gauge("evenkeel_slo_objective_ratio", "The share of good that is promised.");
        Gauge attained = gauge("evenkeel_slo_attained_ratio", "The share of good in the window.");
        Gauge budget = gauge(
                "evenkeel_slo_budget_remaining_ratio",
                "The share of the error budget that is left; below 0 when more than all is spent.");
        Gauge events = gauge("evenkeel_slo_events", "What was counted in the window.");
        Gauge window = gauge("evenkeel_slo_window_seconds", "The window by what is known of its parts.");
        Gauge rates =
                gauge("evenkeel_slo_burn_rate", "How fast the budget is burnt: 1 spends it by the end of the window.");
        Gauge firing = gauge("evenkeel_slo_alert_firing", "1 while a rule fires.");
        Gauge spent = gauge(
                "evenkeel_slo_budget_spent_timestamp_seconds", "When the budget is spent, if things go on like this.");
        for (Standing standing : standings) {
            Labels labels = labels(standing);
            Counts counts = standing.standing().counts();
            ErrorBudget left = standing.standing().budget();
            objective.add(labels, standing.watched().slo().objective().share());
            attained.add(labels, left.attained());
            budget.add(labels, left.remaining());
            events.add(labels.add("verdict", "good"), counts.good());
            events.add(labels.add("verdict", "bad"), counts.bad());
            window.add(labels.add("part", "measured"), seconds(counts.measured()));
            window.add(labels.add("part", "maintenance"), seconds(counts.maintenance()));
            window.add(labels.add("part", "ours"), seconds(counts.ours()));
            window.add(labels.add("part", "no_data"), seconds(counts.noData()));
            for (BurnRate rate : standing.standing().rates()) {
                rates.add(labels.add("window", Durations.format(rate.window())), rate.rate());
            }
            for (BurnAlert alert : standing.alerts()) {
                Labels rule = labels.add("rule", alert.rule().name())
                        .add("severity", alert.rule().severity().toString());
                firing.add(rule, alert.since() == null ? 0 : 1);
            }
            Instant at = standing.standing().spentAt();
            spent.add(labels, at == null ? null : (double) at.getEpochSecond());
        }
        List.of(objective, attained, budget, events, window, rates, firing, spent)
                .forEach(gauge -> gauge.to(all));
    }

    private static Labels labels(Standing standing) {
        String service = standing.watched().service();
        String environment = standing.watched().environment();
        return Labels.of(
                "environment",
                environment == null ? "" : environment,
                "service",
                service == null ? "" : service,
                "slo",
                standing.watched().slo().name());
    }

    private void addDeliveries(MetricSnapshots.Builder all) {
        Map<Deliveries.Outcome, Long> counts = deliveries.outcomes();
        var tries = CounterSnapshot.builder()
                .name("evenkeel_alert_deliveries")
                .help("Tries to deliver a notice, by how they ended.");
        for (Receiver receiver : receivers) {
            for (String outcome : OUTCOMES) {
                long count = counts.getOrDefault(new Deliveries.Outcome(receiver.name(), outcome), 0L);
                tries.dataPoint(point(Labels.of("outcome", outcome, "receiver", receiver.name()), count));
            }
        }
        all.metricSnapshot(tries.build());
    }

    private void addBacklogs(MetricSnapshots.Builder all, Map<String, Backlog> backlogs, Instant now) {
        Gauge notices = gauge("evenkeel_alert_notices", "Notices that are not delivered.");
        Gauge oldest = gauge("evenkeel_alert_oldest_pending_seconds", "For how long the oldest notice has waited.");
        for (Receiver receiver : receivers) {
            Backlog backlog = backlogs.getOrDefault(receiver.name(), Backlog.EMPTY);
            Labels labels = Labels.of("receiver", receiver.name());
            notices.add(labels.add("state", "pending"), backlog.pending());
            notices.add(labels.add("state", "dead"), backlog.dead());
            Instant since = backlog.oldest();
            oldest.add(labels, since == null ? 0 : seconds(Duration.between(since, now)));
        }
        notices.to(all);
        oldest.to(all);
    }

    private void addOurselves(MetricSnapshots.Builder all) {
        gauge("evenkeel_alerts_firing", "Alerts that fire, those of others too.")
                .add(
                        Labels.EMPTY,
                        alerts.alerts().stream().filter(Alert::isFiring).count())
                .to(all);
        var reports = CounterSnapshot.builder()
                .name("evenkeel_incident_reports")
                .help("Reports to the registry of what goes wrong, by how they ended.");
        incidents
                .outcomes()
                .forEach((outcome, count) -> reports.dataPoint(point(Labels.of("outcome", outcome), count)));
        all.metricSnapshot(reports.build());
        gauge("evenkeel_monitor_results_waiting", "Results of checks that are not written yet.")
                .add(Labels.EMPTY, recorder.waiting())
                .to(all);
        all.metricSnapshot(CounterSnapshot.builder()
                .name("evenkeel_monitor_results_dropped")
                .help("Results of checks given up because too many waited to be written.")
                .dataPoint(point(Labels.EMPTY, recorder.dropped()))
                .build());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static CounterDataPointSnapshot point(Labels labels, long value) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static Gauge gauge(String name, String help) {
        return new Gauge(GaugeSnapshot.builder().name(name).help(help));
    }

    /** A gauge that leaves out what is unknown. */
    private record Gauge(GaugeSnapshot.Builder builder) {
        Gauge add(Labels labels, @Nullable Double value) {
            return value == null ? this : add(labels, value.doubleValue());
        }

        Gauge add(Labels labels, long value) {
            return add(labels, (double) value);
        }

        Gauge add(Labels labels, double value) {
            builder.dataPoint(
                    GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
            return this;
        }

        void to(MetricSnapshots.Builder all) {
            all.metricSnapshot(builder.build());
        }
    }
}
