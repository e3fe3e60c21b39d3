package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Cause;
import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Condition;
import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.State;
import dev.evenkeel.core.probe.Streak;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What Prometheus sees of the checks: counters and histograms that only grow. The histogram of the latencies has a
 * boundary exactly at each latency that any condition compares with, the same for all checks, so that they add up.
 */
public final class CheckMetrics implements ProbeListener, ActionListener, MultiCollector {
    private static final long[] USUAL_MILLIS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};
    private static final long[] LAG_MICROS = {100, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000};
    private static final double NANOS = 1e9;

    private final Map<String, CheckCounters> checks = new ConcurrentHashMap<>();
    private final Map<Labels, AtomicLong> actions = new ConcurrentHashMap<>();
    private final long[] lagBoundaries = new long[LAG_MICROS.length];
    private final AtomicLongArray lags = new AtomicLongArray(LAG_MICROS.length + 1);
    private final AtomicLong lagNanos = new AtomicLong();
    private volatile long[] boundaries = {};

    public CheckMetrics() {
        for (int i = 0; i < LAG_MICROS.length; i++) {
            lagBoundaries[i] = LAG_MICROS[i] * 1000;
        }
        boundaries(List.of());
    }

    /** Which checks there will be; decides the boundaries of those that come by {@link #add} from now on. */
    void boundaries(List<Check> all) {
        NavigableSet<Long> nanos = new TreeSet<>();
        for (long millis : USUAL_MILLIS) {
            nanos.add(millis * 1_000_000);
        }
        for (Check check : all) {
            for (Condition condition : check.conditions()) {
                condition.latencyThresholds().stream().map(Duration::toNanos).forEach(nanos::add);
            }
        }
        boundaries = nanos.stream().mapToLong(Long::longValue).toArray();
    }

    /** One that takes another's place under the same labels and with the same boundaries goes on counting. */
    void add(Check check) {
        checks.compute(check.name(), (name, known) -> {
            boolean same = known != null
                    && labels(known.check).equals(labels(check))
                    && Arrays.equals(known.boundaries, boundaries);
            return known != null && same ? known : new CheckCounters(check, boundaries);
        });
    }

    void remove(String check) {
        checks.remove(check);
    }

    @Override
    public void onAction(Done done) {
        Integer status = done.status();
        Cause cause = done.cause();
        String outcome = status != null ? status / 100 + "xx" : cause == null ? "none" : cause.label();
        actions.computeIfAbsent(Labels.of("action", done.action(), "outcome", outcome), key -> new AtomicLong())
                .incrementAndGet();
    }

    @Override
    public void onResult(Check check, Result result, Streak before, Streak after) {
        CheckCounters counters = checks.get(check.name());
        if (counters != null) {
            counters.count(result, after.state());
        }
        long lag = Math.max(0, result.lag().toNanos());
        lagNanos.addAndGet(lag);
        int bucket = 0;
        while (bucket < lagBoundaries.length && lag > lagBoundaries[bucket]) {
            bucket++;
        }
        lags.incrementAndGet(bucket);
    }

    @Override
    public void onMissed(Check check, Missed missed) {
        CheckCounters counters = checks.get(check.name());
        if (counters != null) {
            counters.missed.addAndGet(missed.count());
        }
    }

    @Override
    public MetricSnapshots collect() {
        var snapshots = MetricSnapshots.builder();
        if (!checks.isEmpty()) {
            snapshots.metricSnapshot(results());
            snapshots.metricSnapshot(counter(
                    "evenkeel_check_missed",
                    "Slots that passed without a run because we were late or down.",
                    c -> c.missed.get()));
            snapshots.metricSnapshot(durations());
            snapshots.metricSnapshot(
                    gauge("evenkeel_check_up", "1 while the check is believed up, 0 while down.", CheckMetrics::up));
            snapshots.metricSnapshot(gauge(
                    "evenkeel_check_certificate_expiry_timestamp_seconds",
                    "When the target's certificate expires.",
                    CheckMetrics::expiry));
            snapshots.metricSnapshot(lag());
        }
        if (!actions.isEmpty()) {
            snapshots.metricSnapshot(actions());
        }
        return snapshots.build();
    }

    private CounterSnapshot results() {
        var points = new ArrayList<CounterDataPointSnapshot>();
        for (CheckCounters check : checks.values()) {
            points.add(point(check, "success", check.successes));
            points.add(point(check, "failure", check.failures));
            points.add(point(check, "unknown", check.unknown));
        }
        return counter("evenkeel_check_results", "Runs of checks, by what they say about the target.", points);
    }

    private static CounterDataPointSnapshot point(CheckCounters check, String verdict, AtomicLong value) {
        return CounterDataPointSnapshot.builder()
                .labels(labels(check).merge(Labels.of("verdict", verdict)))
                .value((double) value.get())
                .build();
    }

    private CounterSnapshot counter(String name, String help, ToLongFunction<CheckCounters> value) {
        var points = checks.values().stream()
                .map(check -> CounterDataPointSnapshot.builder()
                        .labels(labels(check))
                        .value((double) value.applyAsLong(check))
                        .build())
                .toList();
        return counter(name, help, points);
    }

    private CounterSnapshot actions() {
        var points = actions.entrySet().stream()
                .map(action -> CounterDataPointSnapshot.builder()
                        .labels(action.getKey())
                        .value((double) action.getValue().get())
                        .build())
                .toList();
        return counter("evenkeel_action_runs", "Actions done, by status class or cause of failure.", points);
    }

    private static CounterSnapshot counter(String name, String help, List<CounterDataPointSnapshot> points) {
        var builder = CounterSnapshot.builder().name(name).help(help);
        points.forEach(builder::dataPoint);
        return builder.build();
    }

    private GaugeSnapshot gauge(String name, String help, ToDoubleFunction<CheckCounters> value) {
        var builder = GaugeSnapshot.builder().name(name).help(help);
        for (CheckCounters check : checks.values()) {
            double now = value.applyAsDouble(check);
            if (!Double.isNaN(now)) {
                builder.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels(check))
                        .value(now)
                        .build());
            }
        }
        return builder.build();
    }

    private HistogramSnapshot durations() {
        var builder = HistogramSnapshot.builder()
                .name("evenkeel_check_duration_seconds")
                .unit(Unit.SECONDS)
                .help("From the start of a run to the last byte, or to its failure.");
        for (CheckCounters check : checks.values()) {
            builder.dataPoint(histogram(labels(check), check.boundaries, check.buckets, check.latencyNanos));
        }
        return builder.build();
    }

    private HistogramSnapshot lag() {
        return HistogramSnapshot.builder()
                .name("evenkeel_check_start_lag_seconds")
                .unit(Unit.SECONDS)
                .help("How long after its time a run began: our own lag.")
                .dataPoint(histogram(Labels.EMPTY, lagBoundaries, lags, lagNanos))
                .build();
    }

    private static HistogramDataPointSnapshot histogram(
            Labels labels, long[] boundaries, AtomicLongArray counts, AtomicLong sumNanos) {
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < counts.length(); i++) {
            double bound = i < boundaries.length ? boundaries[i] / NANOS : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, counts.get(i));
        }
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(buckets.build())
                .sum(sumNanos.get() / NANOS)
                .build();
    }

    private static double up(CheckCounters check) {
        return check.state == State.UNKNOWN ? Double.NaN : check.state == State.UP ? 1 : 0;
    }

    private static double expiry(CheckCounters check) {
        Result latest = check.latest;
        Instant expiry = latest == null ? null : latest.certificateExpiry();
        return expiry == null ? Double.NaN : expiry.getEpochSecond();
    }

    private static Labels labels(CheckCounters counters) {
        return labels(counters.check);
    }

    private static Labels labels(Check check) {
        String service = check.service();
        String environment = check.environment();
        return Labels.of(
                "check",
                check.name(),
                "environment",
                environment == null ? "" : environment,
                "service",
                service == null ? "" : service);
    }
}
