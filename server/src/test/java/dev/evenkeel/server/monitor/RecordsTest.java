package dev.evenkeel.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentReports;
import dev.evenkeel.core.incident.IncidentRules;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.core.incident.SignalRefusedException;
import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.FlapControl;
import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.State;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.core.slo.BudgetMethod;
import dev.evenkeel.core.slo.BurnRules;
import dev.evenkeel.core.slo.Objective;
import dev.evenkeel.core.slo.Slo;
import dev.evenkeel.server.config.AlertsConfig;
import dev.evenkeel.server.config.ReceiverConfig;
import dev.evenkeel.server.config.RecordsConfig;
import dev.evenkeel.server.config.SloConfig;
import dev.evenkeel.server.monitor.StubReceiver.Taken;
import dev.evenkeel.server.monitor.alert.Deliveries.Delivery;
import dev.evenkeel.testkit.ManualClock;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of what the monitor remembers and tells, with real files and sockets, and time that is moved by hand. */
class RecordsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Instant START = Instant.parse("2026-11-19T10:00:00Z");

    @TempDir
    private Path folder;

    private final ManualClock clock = ManualClock.at(START.toString());
    private final Check check = new Check(
            "status",
            "http",
            "http://127.0.0.1:9000/status",
            "status-server",
            "production",
            INTERVAL,
            Duration.ofSeconds(1),
            FlapControl.DEFAULT,
            List.of(),
            "config");

    private final FakeRegistry registry = new FakeRegistry();
    private Path file;
    private StubReceiver receiver;
    private Records records;
    private Streak streak = Streak.NONE;
    private long slot = START.getEpochSecond() / 10;

    /** Rules without a database: what the registry does with signals is tested there. */
    private static final class FakeRegistry implements IncidentReports {
        private final List<Incident> incidents = new ArrayList<>();
        private final List<Signal> signals = new ArrayList<>();
        private boolean down;
        private boolean refuses;
        private int asked;

        @Override
        public Optional<Incident> report(Signal signal) throws IOException {
            asked++;
            if (refuses) {
                throw new SignalRefusedException("answers 422: /service is too long");
            }
            if (down) {
                throw new IOException("the registry is away");
            }
            signals.add(signal);
            Incident newest = incidents.isEmpty() ? null : incidents.getLast();
            Optional<Incident> after = new IncidentRules(Duration.ofMinutes(10))
                    .apply(newest, signal, null, () -> "incident-" + (incidents.size() + 1));
            after.ifPresent(incident -> {
                if (newest != null && newest.id().equals(incident.id())) {
                    incidents.removeLast();
                }
                incidents.add(incident);
            });
            return after;
        }
    }

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("monitor.db");
        receiver = new StubReceiver();
        records = reopened();
    }

    @AfterEach
    void close() throws IOException {
        records.close();
        receiver.close();
    }

    private Records reopened() throws IOException {
        var bare = new Slo(
                "availability",
                Objective.ofPercent(new BigDecimal("99.9")),
                Duration.ofDays(30),
                new BudgetMethod.Occurrences(),
                6,
                List.of());
        var slo = new Slo(
                "availability",
                bare.objective(),
                bare.window(),
                bare.method(),
                6,
                BurnRules.plan(bare).rules());
        var hook = new ReceiverConfig(
                "hook",
                ReceiverConfig.Type.WEBHOOK,
                receiver.url(),
                null,
                "POST",
                "application/json",
                Map.of(),
                "",
                Set.of(),
                true,
                Duration.ofSeconds(5),
                null);
        var alerts = new AlertsConfig(
                List.of(hook),
                List.of("alertname", "service"),
                Duration.ZERO,
                Duration.ofMinutes(1),
                Duration.ofHours(4),
                Duration.ofDays(1),
                "http://127.0.0.1:8080");
        var config = new RecordsConfig(
                file,
                Duration.ofDays(1),
                1_000_000,
                Duration.ofDays(90),
                Duration.ofDays(730),
                null,
                null,
                List.of(new SloConfig(slo, "check:status", "status-server", "production", List.of())),
                List.of(),
                alerts);
        return Records.open(config, registry, List.of(), clock);
    }

    /** Runs so many checks, each followed by what the threads would do. */
    private void run(int checks, boolean good) throws IOException, InterruptedException {
        run(checks, good, null);
    }

    private void run(int checks, boolean good, @Nullable String maintenance) throws IOException, InterruptedException {
        for (int i = 0; i < checks; i++) {
            clock.advance(INTERVAL);
            slot++;
            Result result = Runs.run("status", slot, good, maintenance);
            Streak before = streak;
            streak = check.flapControl().next(before, result);
            records.listener().onResult(check, result, before, streak);
            step();
        }
    }

    private void step() throws IOException, InterruptedException {
        records.runOnce();
        records.sendDue();
    }

    @Test
    void anIncidentOpensWithinTwoIntervalsAndCloses() throws Exception {
        run(30, true);
        run(1, false);
        assertThat(registry.incidents).isEmpty();
        run(1, false);

        Incident incident = registry.incidents.getLast();
        assertThat(incident.service()).isEqualTo("status-server");
        assertThat(incident.environment()).isEqualTo("production");
        assertThat(incident.failingSince()).isEqualTo(Instant.ofEpochSecond((slot - 1) * 10));
        Signal signal = registry.signals.getLast();
        assertThat(signal.history()).hasSize(32);
        assertThat(signal.history().stream().mapToLong(Signal.Sighting::good).sum())
                .isEqualTo(30);
        assertThat(signal.history().stream().mapToLong(Signal.Sighting::bad).sum())
                .isEqualTo(2);

        run(60, true);
        assertThat(registry.incidents).hasSize(1);
        assertThat(registry.incidents.getLast().isResolved()).isTrue();
        assertThat(identities()).doesNotHaveDuplicates();
        assertThat(receiver.taken())
                .extracting(RecordsTest::line)
                .containsExactly("firing CheckDown", "resolved CheckDown");
    }

    private static String line(Taken taken) {
        return taken.notice().path("status").asText() + " "
                + taken.notice().path("commonLabels").path("alertname").asText();
    }

    private List<String> identities() {
        return receiver.taken().stream().map(Taken::identity).toList();
    }

    @Test
    void nothingIsLostAndNothingComesTwiceWhileTheReceiverIsDownForTenMinutes() throws Exception {
        run(60, true);
        receiver.answers(503);
        run(12, false);
        run(48, true);
        assertThat(receiver.taken()).isEmpty();
        assertThat(records.deliveries().list("pending", 100)).isNotEmpty();
        assertThat(registry.incidents).as("the checks went on").hasSize(1);

        receiver.answers(200);
        run(60, true);
        assertThat(records.deliveries().list("pending", 100)).isEmpty();
        assertThat(identities()).doesNotHaveDuplicates();
        List<Delivery> sent = records.deliveries().list("sent", 100);
        assertThat(identities())
                .containsExactlyInAnyOrderElementsOf(
                        sent.stream().map(Delivery::identity).toList());
        assertThat(receiver.taken()).extracting(RecordsTest::line).contains("firing CheckDown", "resolved CheckDown");
        assertThat(receiver.taken().stream().map(RecordsTest::line).filter("firing CheckDown"::equals))
                .hasSize(1);
    }

    @Test
    void whatIsRefusedForGoodCanBeLookedAtAndSentAgain() throws Exception {
        receiver.answers(400);
        run(3, true);
        run(2, false);
        Delivery dead = records.deliveries().list("dead", 10).getLast();
        assertThat(dead.lastError()).isEqualTo("answers 400");
        assertThat(receiver.taken()).isEmpty();

        receiver.answers(200);
        assertThat(records.deliveries().resend(dead.id(), clock.instant())).isPresent();
        step();
        assertThat(identities()).containsExactly(dead.identity());
        assertThat(records.deliveries().resend(999, clock.instant())).isEmpty();
    }

    @Test
    void aKillInTheMiddleOfAnOutageLeavesOneIncidentOneAlertAndAGapOfOurs() throws Exception {
        run(360, true);
        run(18, false);
        int told = receiver.taken().size();
        assertThat(registry.incidents).hasSize(1);
        assertThat(told).isPositive();

        // As it is before it is closed: what is on disk is all that the next one has.
        Path left = Files.createDirectory(folder.resolve("left"));
        for (String name : List.of("monitor.db", "monitor.db-wal")) {
            Files.copy(folder.resolve(name), left.resolve(name));
        }
        records.close();
        file = left.resolve("monitor.db");
        clock.advance(Duration.ofMinutes(5));
        long missedFrom = slot + 1;
        slot = clock.instant().getEpochSecond() / 10;
        records = reopened();
        assertThat(records.memory().streakOf("status").state()).isEqualTo(State.DOWN);
        assertThat(records.memory().streakOf("status").failures()).isEqualTo(18);
        assertThat(records.memory().lastRunOf("status")).isEqualTo(Instant.ofEpochSecond((missedFrom - 1) * 10));
        streak = records.memory().streakOf("status");
        records.listener()
                .onMissed(
                        check,
                        new Missed(
                                "status",
                                missedFrom,
                                slot - missedFrom + 1,
                                Instant.ofEpochSecond(missedFrom * 10),
                                Instant.ofEpochSecond(slot * 10)));
        run(18, false);

        assertThat(registry.incidents).hasSize(1);
        assertThat(receiver.taken().subList(told, receiver.taken().size()))
                .extracting(RecordsTest::line)
                .as("no second alert about what everybody knows")
                .doesNotContain("firing CheckDown");
        assertThat(identities()).doesNotHaveDuplicates();
        var standing = records.standings().getFirst();
        assertThat(standing.standing().counts().ours().toMinutes()).isBetween(3L, 5L);
        assertThat(standing.standing().counts().bad()).isEqualTo(36);

        Instant well = clock.instant();
        run(60, true);
        assertThat(registry.incidents).hasSize(1);
        assertThat(records.standings().getFirst().alerts()).as("still burns").anyMatch(alert -> alert.since() != null);
        assertThat(registry.incidents.getLast().resolvedAt())
                .as("when the check was well, whatever the windows of the burn rates still contain")
                .isBetween(well, well.plusSeconds(30));
    }

    @Test
    void anOutageThatTheRegistryMissedIsToldWhole() throws Exception {
        run(30, true);
        registry.down = true;
        run(2, false);
        run(30, true);
        assertThat(registry.incidents).isEmpty();

        registry.down = false;
        run(30, true);
        assertThat(registry.incidents).hasSize(1);
        assertThat(registry.incidents.getLast().isResolved()).isTrue();
    }

    @Test
    void maintenanceWakesNobodyAndCostsNothing() throws Exception {
        run(30, true);
        run(60, false, "moving");
        assertThat(registry.signals).isEmpty();
        assertThat(receiver.taken()).isEmpty();
        var counts = records.standings().getFirst().standing().counts();
        assertThat(counts.bad()).isZero();
        assertThat(counts.good()).isEqualTo(30);
        assertThat(counts.maintenance().toMinutes()).isBetween(9L, 10L);
        assertThat(records.standings().getFirst().standing().budget().remaining())
                .isEqualTo(1.0);

        // What still fails when the maintenance ends is a failure like any other.
        run(1, false);
        assertThat(registry.signals).isEmpty();
        run(1, false);
        assertThat(registry.incidents).hasSize(1);
        assertThat(registry.incidents.getLast().failingSince()).isEqualTo(Instant.ofEpochSecond((slot - 1) * 10));
    }

    @Test
    void whatIsNotCheckedAnyMoreIsOver() throws Exception {
        run(3, true);
        run(2, false);
        assertThat(registry.incidents.getLast().isResolved()).isFalse();
        records.close();
        records = reopened();
        records.settle(Set.of("status"), Set.of());
        step();
        assertThat(registry.incidents.getLast().isResolved()).isFalse();

        records.close();
        records = reopened();
        records.settle(Set.of("another"), Set.of("gateway"));
        records.close();
        records = reopened();
        assertThat(records.memory().lastRunOf("status")).isNull();
        clock.advance(Duration.ofMinutes(2));
        step();
        assertThat(registry.incidents.getLast().isResolved()).isTrue();
        assertThat(receiver.taken())
                .extracting(RecordsTest::line)
                .containsExactly("firing CheckDown", "resolved CheckDown");
    }

    @Test
    void whatIsTakenAwayWhileItIsDownIsOver() throws Exception {
        run(3, true);
        run(2, false);
        records.listener().onRemoved(check);
        clock.advance(Duration.ofMinutes(2));
        step();
        step();
        step();
        assertThat(registry.incidents.getLast().isResolved()).isTrue();
        assertThat(receiver.taken())
                .extracting(RecordsTest::line)
                .containsExactly("firing CheckDown", "resolved CheckDown");
    }

    @Test
    void whatTheRegistryRefusesIsGivenUpAndWhatComesLaterIsNot() throws Exception {
        run(30, true);
        registry.refuses = true;
        run(2, false);
        assertThat(registry.asked).isEqualTo(1);
        // Each minute what goes on is told again, but not what was refused.
        run(2, false);
        clock.advance(Duration.ofMinutes(2));
        step();
        assertThat(registry.asked).isEqualTo(1);
        assertThat(metric("evenkeel_incident_reports", "outcome", "refused")).isEqualTo(1);
        assertThat(metric("evenkeel_incident_reports_waiting")).isZero();

        registry.refuses = false;
        slot = clock.instant().getEpochSecond() / 10;
        run(20, true);
        run(2, false);
        assertThat(registry.incidents).hasSize(1);
        assertThat(metric("evenkeel_incident_reports", "outcome", "taken")).isPositive();
    }

    @Test
    void prometheusSeesBudgetsNoticesAndReports() throws Exception {
        run(60, true);
        receiver.answers(503);
        run(2, false);
        assertThat(metric("evenkeel_slo_objective_ratio")).isEqualTo(0.999);
        assertThat(metric("evenkeel_slo_attained_ratio")).isEqualTo(60 / 62.0);
        // Of six a minute for 30 days one in a thousand may fail.
        assertThat(metric("evenkeel_slo_budget_remaining_ratio"))
                .isCloseTo(1 - 2 / (6 * 60 * 24 * 30 * 0.001), within(1e-9));
        assertThat(metric("evenkeel_slo_events", "verdict", "bad")).isEqualTo(2);
        // Two of the thirty checks of five minutes.
        assertThat(metric("evenkeel_slo_burn_rate", "window", "5m")).isCloseTo(2 / 30.0 / 0.001, within(1e-6));
        assertThat(metric("evenkeel_alerts_firing")).isEqualTo(1);
        assertThat(metric("evenkeel_alert_notices", "state", "pending")).isEqualTo(1);
        assertThat(metric("evenkeel_alert_deliveries", "outcome", "retry")).isEqualTo(1);

        clock.advance(Duration.ofSeconds(90));
        assertThat(metric("evenkeel_alert_oldest_pending_seconds")).isEqualTo(90);
        receiver.answers(200);
        records.sendDue();
        assertThat(metric("evenkeel_alert_notices", "state", "pending")).isZero();
        assertThat(metric("evenkeel_alert_deliveries", "outcome", "sent")).isEqualTo(1);
    }

    /** @param label name and value, of which there is one */
    private double metric(String name, String... label) {
        List<Double> values = new ArrayList<>();
        for (MetricSnapshot metric : records.metrics().collect()) {
            if (metric.getMetadata().getName().equals(name)) {
                for (DataPointSnapshot point : metric.getDataPoints()) {
                    if (label.length == 0 || label[1].equals(point.getLabels().get(label[0]))) {
                        values.add(
                                switch (point) {
                                    case GaugeDataPointSnapshot gauge -> gauge.getValue();
                                    case CounterDataPointSnapshot counter -> counter.getValue();
                                    default -> throw new AssertionError(name);
                                });
                    }
                }
            }
        }
        assertThat(values).as(name).hasSize(1);
        return values.getFirst();
    }

    @Test
    void everyAlertHasItsOwnIdentity() throws Exception {
        for (int i = 0; i < 5; i++) {
            run(2, false);
            run(20, true);
        }
        assertThat(new HashSet<>(identities())).hasSameSizeAs(identities());
        assertThat(receiver.taken().stream().filter(t -> line(t).endsWith("CheckDown")))
                .hasSize(10);
    }
}
