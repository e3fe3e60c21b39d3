package dev.evenkeel.server.platform.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The program's metrics; their names are in {@code docs/reference/metrics.md}. */
public final class Metrics {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };

    /** Micrometer's names that go against Prometheus' rules for names; both are given by our own instead. */
    private static final Set<String> MISNAMED = Set.of("process.cpu.time", "system.cpu.count");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<RequestKind, Timer> requests = new ConcurrentHashMap<>();
    private final AtomicBoolean jvmBound = new AtomicBoolean();

    /** @param version of the program, shown in {@code evenkeel_build_info} */
    public Metrics(String version) {
        registry.config().meterFilter(MeterFilter.deny(id -> MISNAMED.contains(id.getName())));
        Gauge.builder("evenkeel.build.info", () -> 1)
                .description("Which version runs, and on which Java.")
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    /** Where features register their own. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Adds what keeps its own counts. */
    public void collector(MultiCollector collector) {
        registry.getPrometheusRegistry().register(collector);
    }

    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Counts one answered request. */
    public void request(String operation, String method, int status, long nanos) {
        requests.computeIfAbsent(new RequestKind(operation, method, status / 100), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * All metrics in one of Prometheus' formats.
     *
     * @param contentType {@code text/plain…} or {@code application/openmetrics-text…}
     */
    public String scrape(String contentType) {
        // The management beans take a while to load: not at the start of the program.
        if (jvmBound.compareAndSet(false, true)) {
            bindJvm();
        }
        return registry.scrape(contentType);
    }

    private void bindJvm() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        bindProcessor();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionTimer.builder(
                            "jvm.gc.collection",
                            collector,
                            GarbageCollectorMXBean::getCollectionCount,
                            GarbageCollectorMXBean::getCollectionTime,
                            TimeUnit.MILLISECONDS)
                    .description("How often each garbage collector ran, and for how long.")
                    .tag("gc", collector.getName())
                    .register(registry);
        }
    }

    private void bindProcessor() {
        new ProcessorMetrics().bindTo(registry);
        FunctionCounter.builder("process.cpu.seconds", ProcessHandle.current(), Metrics::cpuSeconds)
                .description("Processor time that the program has used.")
                .register(registry);
        Gauge.builder("system.cpus", Runtime.getRuntime(), Runtime::availableProcessors)
                .description("Processors that the program may use.")
                .register(registry);
    }

    private static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    private Timer timer(RequestKind kind) {
        return Timer.builder("evenkeel.http.request.duration")
                .description("From the head of a request to the end of its answer.")
                .tag("operation", kind.operation())
                .tag("method", kind.method())
                .tag("status", kind.statusClass() + "xx")
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    private record RequestKind(String operation, String method, int statusClass) {}
}
