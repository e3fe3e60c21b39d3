package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentRecorder;
import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.supervisor.AppView.ReplicaView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A supervisor in a folder of its own, and real processes under it. */
final class SupervisorFixture implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(30);

    final Path folder;
    final List<Deployment> records = new CopyOnWriteArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    Supervisor supervisor;

    SupervisorFixture(Path folder, String... sets) throws IOException {
        this.folder = folder;
        supervisor = start(sets);
    }

    Supervisor start(String... sets) throws IOException {
        var all = new java.util.ArrayList<>(List.of("supervisor.folder=" + folder.resolve("state")));
        all.addAll(List.of(sets));
        try {
            var config = EvenkeelConfig.load(ConfigSources.ofSets(all.toArray(String[]::new)));
            DeploymentRecorder recorder = records::add;
            return Supervisor.start(config.supervisor(), InstantSource.system(), new SplittableRandom(), recorder);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** An application with probes that are asked ten times a second. */
    static Map<String, Object> toy(String name, String version, int replicas, String... more) {
        var app = new LinkedHashMap<String, Object>();
        app.put("name", name);
        app.put("version", version);
        app.put(
                "command",
                ToyBackend.command(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(version), java.util.Arrays.stream(more))
                        .toArray(String[]::new)));
        app.put("replicas", replicas);
        app.put(
                "probes",
                Map.of(
                        "startup", Map.of("path", "/health", "period", "50ms", "failureThreshold", 400),
                        "readiness", Map.of("path", "/health", "period", "100ms", "timeout", "500ms"),
                        "liveness", Map.of("path", "/health", "period", "100ms", "timeout", "500ms")));
        app.put("rollout", Map.of("minReadySeconds", 0, "progressDeadlineSeconds", 10));
        app.put("stop", Map.of("grace", "2s"));
        return app;
    }

    /** An application of a shell command without probes. */
    static Map<String, Object> shell(String name, String script) {
        var app = new LinkedHashMap<String, Object>();
        app.put("name", name);
        app.put("command", List.of("sh", "-c", script));
        app.put("stop", Map.of("grace", "1s"));
        app.put("rollout", Map.of("minReadySeconds", 0));
        return app;
    }

    AppView put(Map<String, Object> app) {
        try {
            return supervisor.put(AppConfig.parse(new String(Json.bytes(app), StandardCharsets.UTF_8)), "tester");
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    AppView await(String app, Predicate<AppView> condition) {
        return await(app, LONG, condition);
    }

    AppView await(String app, Duration atMost, Predicate<AppView> condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            AppView view = supervisor.app(app);
            if (condition.test(view)) {
                return view;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + atMost + ": " + view);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    AppView awaitReady(String app, int replicas) {
        return await(
                app,
                view -> view.ready() == replicas
                        && view.status().equals("Ready")
                        && view.replicas().size() == replicas);
    }

    static void until(Duration atMost, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + atMost);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    String get(ReplicaView replica, String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + replica.port() + path))
                                    .timeout(Duration.ofSeconds(2))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    static boolean alive(ReplicaView replica) {
        Long pid = replica.pid();
        return pid != null && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public void close() throws IOException {
        supervisor.close();
        http.shutdownNow();
    }
}
