package dev.evenkeel.server.monitor;

import dev.evenkeel.core.incident.IncidentReports;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.ProbeMemory;
import dev.evenkeel.server.config.AlertsConfig;
import dev.evenkeel.server.config.RecordsConfig;
import dev.evenkeel.server.config.SloConfig;
import dev.evenkeel.server.monitor.alert.AlertBook;
import dev.evenkeel.server.monitor.alert.Deliveries;
import dev.evenkeel.server.monitor.alert.Dispatcher;
import dev.evenkeel.server.monitor.alert.IncomingAlerts;
import dev.evenkeel.server.monitor.alert.Policy;
import dev.evenkeel.server.monitor.alert.Receiver;
import dev.evenkeel.server.monitor.incident.IncidentReporter;
import dev.evenkeel.server.monitor.slo.SloEngine;
import dev.evenkeel.server.monitor.slo.WatchedSlo;
import dev.evenkeel.server.monitor.store.History;
import dev.evenkeel.server.monitor.store.MonitorStore;
import dev.evenkeel.server.platform.http.Operations;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the monitor remembers, promises and tells: the store, the objectives, the alerts and the incidents, wired
 * together. The checks know of it only as a listener and a memory.
 */
public final class Records implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Records.class);
    private static final Duration FLUSH = Duration.ofMillis(200);

    private final MonitorStore store;
    private final ProbeMemory memory;
    private final SloEngine slos;
    private final List<Receiver> receivers;
    private final AlertBook alerts;
    private final Deliveries deliveries;
    private final Dispatcher dispatcher;
    private final IncidentReporter incidents;
    private final IncomingAlerts incoming;
    private final Leftovers leftovers;
    private final Recorder recorder;
    private final HttpClient client;
    private final InstantSource clock;

    private Records(
            MonitorStore store,
            RecordsConfig config,
            List<WatchedSlo> watched,
            IncidentReports registry,
            List<Recorder.Counter> counters,
            InstantSource clock)
            throws IOException {
        Instant now = clock.instant();
        var history = new History(store);
        this.store = store;
        this.clock = clock;
        memory = store.memory();
        slos = SloEngine.open(store, watched, store.aliveAt().orElse(null), now);
        client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        receivers = Receivers.of(config.alerts().receivers(), client, clock);
        alerts = AlertBook.open(store, receivers, policy(config.alerts()));
        deliveries = new Deliveries(store, config.alerts().giveUpAfter());
        dispatcher = new Dispatcher(deliveries, receivers, clock);
        incidents =
                IncidentReporter.open(store, registry, (signal, at) -> Watch.withHistory(signal, history, at), clock);
        incoming = new IncomingAlerts(alerts, incidents::note, clock);
        incoming.expect(now);
        leftovers = new Leftovers(store, alerts, incidents);
        var watch = new Watch(slos, alerts, incidents, history);
        Recorder.Judgement judgement = (batch, beliefs, at) -> {
            incoming.tick(at);
            watch.judge(batch, beliefs, at);
            leftovers.tick(at);
        };
        recorder = new Recorder(store, judgement, counters, clock, FLUSH);
    }

    private static Policy policy(AlertsConfig config) {
        return new Policy(
                config.groupBy(),
                config.groupWait(),
                config.groupInterval(),
                config.repeatInterval(),
                config.giveUpAfter(),
                config.externalUrl());
    }

    /**
     * Opens the store and goes on where it stopped; nothing is written or told before {@link #start}.
     *
     * @param registry takes in incidents
     * @param counters of what is counted without checks
     */
    public static Records open(
            RecordsConfig config, IncidentReports registry, List<Recorder.Counter> counters, InstantSource clock)
            throws IOException {
        config.warnings().forEach(warning -> log.warn("{}", warning));
        List<WatchedSlo> watched = new ArrayList<>();
        for (SloConfig slo : config.slos()) {
            slo.warnings()
                    .forEach(warning -> log.warn("objective {}: {}", slo.slo().name(), warning));
            watched.add(new WatchedSlo(slo.slo(), slo.series(), slo.service(), slo.environment(), slo.warnings()));
        }
        MonitorStore store = MonitorStore.open(
                config.store(),
                new MonitorStore.Retention(
                        config.keepResults(), config.mostResults(), config.keepMinutes(), config.keepHours()));
        try {
            return new Records(store, config, watched, registry, counters, clock);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Ends what alerts and incidents are left of checks and objectives that there aren't any more.
     *
     * @param checks names of those that there are
     * @param origins of checks that will be found later
     */
    public Records settle(Set<String> checks, Set<String> origins) throws IOException {
        Set<String> rules = new HashSet<>();
        for (SloEngine.Standing standing : standings()) {
            String slo = standing.watched().slo().name();
            standing.alerts()
                    .forEach(
                            alert -> rules.add("slo:" + slo + "/" + alert.rule().name()));
        }
        leftovers.settle(checks, origins, rules, clock.instant());
        return this;
    }

    /** Begins to write, to judge and to tell. */
    public Records start() {
        recorder.start();
        incidents.start();
        dispatcher.start();
        return this;
    }

    /** What the checks were before the start. */
    public ProbeMemory memory() {
        return memory;
    }

    /** Hears of every run. */
    public ProbeListener listener() {
        return ProbeListener.all(List.of(recorder, leftovers));
    }

    /** For Prometheus: objectives, notices, and what waits to be written. */
    public MultiCollector metrics() {
        return new RecordsMetrics(slos, alerts, receivers, deliveries, incidents, recorder, clock);
    }

    /**
     * Answers the operations of {@code openapi.yaml} about results, objectives and alerts.
     *
     * @param runs whether there is a check of that name now
     */
    public void register(Operations operations, Predicate<String> runs) {
        new ResultsApi(new History(store), runs, clock).register(operations);
        new SlosApi(slos, clock).register(operations);
        new AlertsApi(alerts, deliveries, incoming, clock).register(operations);
    }

    /** Writes, judges and reports what is there, once: for tests that move time by hand. */
    void runOnce() throws IOException {
        recorder.runOnce();
        incidents.runDue();
    }

    /** Sends what is due, once. */
    void sendDue() throws IOException, InterruptedException {
        for (Receiver receiver : receivers) {
            deliveries.runDue(receiver, clock.instant());
        }
    }

    List<SloEngine.Standing> standings() {
        return slos.standings(clock.instant());
    }

    Deliveries deliveries() {
        return deliveries;
    }

    /** Writes what is still waiting. */
    @Override
    public void close() throws IOException {
        recorder.close();
        incidents.close();
        dispatcher.close();
        client.shutdownNow();
        store.close();
    }
}
