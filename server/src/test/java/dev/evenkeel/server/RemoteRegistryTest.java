package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentRecorder.RefusedException;
import dev.evenkeel.core.deployment.DeploymentType;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.supervisor.HttpRecorder;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor whose registry is another process, which isn't always there. */
class RemoteRegistryTest {
    private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aRecordIsAddedThenBroughtToItsEndAndRepeatingItIsHarmless() throws Exception {
        Deployment begun = deployment("1.1");
        Deployment ended = begun.with()
                .status(Status.ROLLED_BACK)
                .finishedAt(T0.plusSeconds(90))
                .labels(Map.of("reason", "crashes: 9 in 10 s"))
                .build();
        try (App registry = registry(0);
                var recorder = new HttpRecorder(withoutSlash(registry), null)) {
            recorder.record(begun);
            recorder.record(begun);
            recorder.record(ended);
            recorder.record(ended);

            JsonNode all = records(registry);
            assertThat(all).hasSize(1);
            assertThat(all.get(0).path("id").asText()).isEqualTo(begun.id());
            assertThat(all.get(0).path("status").asText()).isEqualTo("RolledBack");
            assertThat(all.get(0).path("finishedAt").asText())
                    .isEqualTo(T0.plusSeconds(90).toString());
            assertThat(all.get(0).at("/labels/reason").asText()).isEqualTo("crashes: 9 in 10 s");
            // What the registry's rules forbid stays forbidden.
            Assertions.assertThatThrownBy(() -> recorder.record(
                            begun.with().status(Status.SUCCEEDED).build()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("409");
        }
    }

    @Test
    void whoIsNotThereMayComeBack() throws Exception {
        int port = freePort();
        try (var recorder = new HttpRecorder(URI.create("http://127.0.0.1:" + port), null)) {
            Assertions.assertThatThrownBy(() -> recorder.record(deployment("1.1")))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(RefusedException.class);
        }
    }

    @Test
    void recordsWaitForTheRegistryAlsoOverARestartAndComeInOrder() throws Exception {
        int port = freePort();
        try (App supervisor = supervisor(port)) {
            put(supervisor, "1");
            awaitSucceeded(supervisor, "1");
            put(supervisor, "2");
            awaitSucceeded(supervisor, "2");
        }
        try (App registry = registry(port);
                App supervisor = supervisor(port)) {
            Instant end = Instant.now().plusSeconds(30);
            while (!statuses(registry).equals(List.of("1 Succeeded", "2 Succeeded"))) {
                assertThat(Instant.now()).as("%s", records(registry)).isBefore(end);
                LockSupport.parkNanos(20_000_000);
            }
            put(supervisor, "3");
            awaitSucceeded(supervisor, "3");
            while (!statuses(registry).equals(List.of("1 Succeeded", "2 Succeeded", "3 Succeeded"))) {
                assertThat(Instant.now()).as("%s", records(registry)).isBefore(end);
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private static Deployment deployment(String version) {
        String externalId = "evenkeel:shop:7:" + version;
        return Deployment.of(Ids.of(externalId), "shop", version, "local")
                .externalId(externalId)
                .deploymentType(DeploymentType.UNKNOWN)
                .status(Status.DEPLOYING)
                .deployedBy("tester")
                .startedAt(T0)
                .labels(Map.of("from", "1.0"))
                .build();
    }

    private App registry(int port) throws Exception {
        return start("server.port=" + port, "roles=registry", "registry.store=sqlite:" + folder.resolve("registry.db"));
    }

    private App supervisor(int registryPort) throws Exception {
        return start(
                "server.port=0",
                "roles=supervisor",
                "supervisor.folder=" + folder.resolve("supervisor"),
                "supervisor.registryUrl=http://127.0.0.1:" + registryPort);
    }

    private static App start(String... sets) throws Exception {
        ConfigSources sources = ConfigSources.ofSets(sets);
        return App.start(EvenkeelConfig.load(sources), sources);
    }

    private static URI withoutSlash(App app) {
        return URI.create(app.address().toString().replaceAll("/$", ""));
    }

    private void put(App supervisor, String version) throws Exception {
        String app = "{\"version\":\"" + version + "\",\"command\":[\"sleep\",\"600\"],\"stop\":{\"grace\":\"1s\"},"
                + "\"rollout\":{\"minReadySeconds\":0,\"progressDeadlineSeconds\":1}}";
        int status = http.send(
                        HttpRequest.newBuilder(supervisor.address().resolve("/api/apps/shop"))
                                .header("Content-Type", "application/json")
                                .PUT(BodyPublishers.ofString(app))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
        assertThat(status).isEqualTo(200);
    }

    private void awaitSucceeded(App supervisor, String version) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            JsonNode view = get(supervisor, "/api/apps/shop");
            if (view.path("version").asText().equals(version)
                    && view.at("/rollout/phase").asText().equals("Succeeded")) {
                return;
            }
            assertThat(System.nanoTime()).as("%s", view).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Oldest first. */
    private List<String> statuses(App registry) throws Exception {
        List<String> statuses = new ArrayList<>();
        records(registry)
                .forEach(record -> statuses.addFirst(record.path("version").asText() + " "
                        + record.path("status").asText()));
        return statuses;
    }

    private JsonNode records(App registry) throws Exception {
        return get(registry, "/api/deployments?serviceName=shop");
    }

    private JsonNode get(App app, String path) throws Exception {
        return Json.mapper()
                .readTree(http.send(
                                HttpRequest.newBuilder(app.address().resolve(path))
                                        .build(),
                                BodyHandlers.ofString())
                        .body());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
