package dev.evenkeel.server.supervisor;

import dev.evenkeel.server.supervisor.AppCounters.Durations;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** What Prometheus sees of the applications. Safe for use by many threads. */
final class SupervisorMetrics implements MultiCollector {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Map<String, AppCounters> apps = new ConcurrentSkipListMap<>();

    AppCounters of(String app) {
        return apps.computeIfAbsent(app, _ -> new AppCounters());
    }

    void forget(String app) {
        apps.remove(app);
    }

    @Override
    public MetricSnapshots collect() {
        var snapshots = MetricSnapshots.builder();
        if (!apps.isEmpty()) {
            snapshots.metricSnapshot(replicas());
            snapshots.metricSnapshot(wanted());
            snapshots.metricSnapshot(counters(
                    "evenkeel_app_restarts",
                    "Processes that ended and are started again.",
                    "reason",
                    app -> app.restarts,
                    RestartReason::label));
            snapshots.metricSnapshot(counters(
                    "evenkeel_app_rollouts",
                    "Rollouts that are over.",
                    "outcome",
                    app -> app.rollouts,
                    SupervisorMetrics::label));
            snapshots.metricSnapshot(probes());
        }
        return snapshots.build();
    }

    private GaugeSnapshot replicas() {
        var builder = GaugeSnapshot.builder().name("evenkeel_app_replicas").help("Replicas in a state now.");
        apps.forEach((name, app) -> app.states()
                .forEach((state, count) -> builder.dataPoint(gauge(Labels.of("app", name, "state", state), count))));
        return builder.build();
    }

    private GaugeSnapshot wanted() {
        var builder =
                GaugeSnapshot.builder().name("evenkeel_app_replicas_wanted").help("Replicas that are to be there.");
        apps.forEach((name, app) -> builder.dataPoint(gauge(Labels.of("app", name), app.wanted())));
        return builder.build();
    }

    private static GaugeDataPointSnapshot gauge(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private <K> CounterSnapshot counters(
            String name,
            String help,
            String label,
            Function<AppCounters, Map<K, AtomicLong>> counts,
            Function<K, String> labelOf) {
        var builder = CounterSnapshot.builder().name(name).help(help);
        apps.forEach((app, counters) -> counts.apply(counters)
                .forEach((key, count) -> builder.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of("app", app, label, labelOf.apply(key)))
                        .value((double) count.get())
                        .build())));
        return builder.build();
    }

    private HistogramSnapshot probes() {
        var builder = HistogramSnapshot.builder()
                .name("evenkeel_app_probe_duration_seconds")
                .unit(Unit.SECONDS)
                .help("From a probe's question to its answer, or to the end of its time.");
        apps.forEach((name, app) -> app.probes.forEach((probed, durations) -> builder.dataPoint(histogram(
                Labels.of("app", name, "probe", label(probed.kind()), "result", label(probed.answer())), durations))));
        return builder.build();
    }

    private static HistogramDataPointSnapshot histogram(Labels labels, Durations durations) {
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < durations.buckets.length(); i++) {
            double bound = i < AppCounters.PROBE_MILLIS.length
                    ? AppCounters.PROBE_MILLIS[i] / MILLIS
                    : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, durations.buckets.get(i));
        }
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(buckets.build())
                .sum(durations.nanos.get() / NANOS)
                .build();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
