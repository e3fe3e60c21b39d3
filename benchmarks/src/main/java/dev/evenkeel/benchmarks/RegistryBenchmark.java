package dev.evenkeel.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.server.platform.http.Handler;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.DeploymentJson;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.registry.DeploymentsApi;
import dev.evenkeel.server.registry.Registry;
import dev.evenkeel.server.registry.Stores;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How fast the registry records durably on this machine: an import of many records, then single ones at a steady rate
 * on top of them.
 *
 * <p>Arguments: records to import (300,000), records a second (200), seconds (30), folder for the store.
 */
public final class RegistryBenchmark {
    private static final Instant START = Instant.parse("2023-01-01T00:00:00Z");
    private static final PrintStream OUT = System.out;

    private final Map<String, Handler> handlers = new HashMap<>();

    private RegistryBenchmark(Registry registry) {
        new DeploymentsApi(registry).register(new Operations() {
            @Override
            public Operations on(String operationId, Handler handler) {
                handlers.put(operationId, handler);
                return this;
            }
        });
    }

    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 300_000;
        int perSecond = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 30;
        Path parent = args.length > 3 ? Path.of(args[3]) : Path.of("target");
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, "registry-benchmark");
        InstantSource clock = InstantSource.system();
        try (DeploymentStore store = Stores.open("sqlite:" + folder.resolve("registry.db"));
                Registry registry = new Registry(store, clock, new Ids(clock, new SecureRandom()), "benchmark")) {
            var benchmark = new RegistryBenchmark(registry);
            byte[] body = ndjson(records);
            benchmark.importAll("import, cold", body, records);
            benchmark.importAll("same again", body, records);
            benchmark.recordAtRate(perSecond, Math.min(5, seconds), false);
            benchmark.recordAtRate(perSecond, seconds, true);
        } finally {
            delete(folder);
        }
    }

    private static byte[] ndjson(int records) throws IOException {
        var random = new SplittableRandom(42);
        var bytes = new ByteArrayOutputStream(records * 400);
        try (JsonGenerator out = Json.factory().createGenerator(bytes)) {
            out.setRootValueSeparator(new SerializedString("\n"));
            for (int i = 0; i < records; i++) {
                Instant startedAt = START.plusSeconds(i * 60L);
                String externalId = "pipeline:" + i;
                Deployment deployment = Deployment.of(
                                Ids.of(externalId),
                                "service-" + random.nextInt(80),
                                "v" + i,
                                random.nextBoolean() ? "production" : "staging")
                        .externalId(externalId)
                        .status(random.nextInt(20) == 0 ? Status.FAILED : Status.SUCCEEDED)
                        .deployedBy("pipeline")
                        .startedAt(startedAt)
                        .finishedAt(startedAt.plusSeconds(random.nextInt(600)))
                        .commitSha(Long.toHexString(random.nextLong()))
                        .labels(Map.of("gitopsCommit", Long.toHexString(random.nextLong())))
                        .build();
                DeploymentJson.write(out, deployment);
            }
        }
        return bytes.toByteArray();
    }

    private void importAll(String name, byte[] body, int records) throws Exception {
        Duration cpuBefore = cpu();
        long start = System.nanoTime();
        Response response = handle("importDeployments", Map.of("content-type", "application/x-ndjson"), body, null);
        double seconds = (System.nanoTime() - start) / 1e9;
        OUT.printf(
                Locale.ROOT,
                "%s: %,d records in %.2f s, %,.0f records/s, durable, %.1f µs of CPU a record, status %d%n",
                name,
                records,
                seconds,
                records / seconds,
                cpu().minus(cpuBefore).toNanos() / 1e3 / records,
                response.status());
    }

    /** What this process has used; on a busy machine it tells more than the time on the clock. */
    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Open loop: each request has its time to start, and a late start counts into its latency. */
    private void recordAtRate(int perSecond, int seconds, boolean shown) throws Exception {
        var histogram = new ConcurrentHistogram(60_000_000_000L, 3);
        List<Future<?>> running = new ArrayList<>();
        long start = System.nanoTime();
        int requests = perSecond * seconds;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < requests; i++) {
                long due = start + i * (1_000_000_000L / perSecond);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                String json = "{\"serviceName\":\"service-" + i % 80 + "\",\"version\":\"v" + i
                        + "\",\"environment\":\"production\",\"deployedBy\":\"pipeline\"}";
                running.add(threads.submit(() -> {
                    handle("createDeployment", Map.of(), null, json);
                    histogram.recordValue(System.nanoTime() - due);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        if (shown) {
            OUT.printf(
                    Locale.ROOT,
                    "record at %d/s for %d s: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max %.2f ms%n",
                    perSecond,
                    seconds,
                    histogram.getValueAtPercentile(50) / 1e6,
                    histogram.getValueAtPercentile(99) / 1e6,
                    histogram.getValueAtPercentile(99.9) / 1e6,
                    histogram.getMaxValue() / 1e6);
        }
    }

    private Response handle(
            String operation, Map<String, String> headers, byte @Nullable [] stream, @Nullable String json)
            throws Exception {
        Request request = new Request(
                operation,
                "POST",
                "/",
                "http://127.0.0.1",
                Map.of(),
                Map.of(),
                headers,
                json == null ? null : Json.parse(json.getBytes(StandardCharsets.UTF_8)),
                stream == null ? null : new ByteArrayInputStream(stream),
                Request.Caller.ANONYMOUS,
                "benchmark");
        Handler handler = handlers.get(operation);
        if (handler == null) {
            throw new IllegalStateException("no handler for " + operation);
        }
        return handler.handle(request);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
