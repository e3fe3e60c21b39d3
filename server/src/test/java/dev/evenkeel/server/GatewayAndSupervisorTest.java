package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.supervisor.ToyBackend;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program: a gateway in front of replicas that it supervises, and a registry that hears of it. */
class GatewayAndSupervisorTest {
    @TempDir
    Path folder;

    private final ShopClient client = new ShopClient();

    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void updatesWithoutAFailedRequestAndEjectsWhatFails() throws Exception {
        int gatewayPort = freePort();
        ConfigSources sources = new ConfigSources(configuration(gatewayPort), java.util.Map.of(), List.of(), null);
        try (App app = App.start(EvenkeelConfig.load(sources), sources)) {
            client.await(app, seen -> seen.path("ready").asInt() == 3);
            var stopping = new AtomicBoolean();
            Thread caller = Thread.ofVirtual().start(() -> call(gatewayPort, stopping));

            HttpResponse<String> put = client.http.send(
                    HttpRequest.newBuilder(app.address().resolve("/api/apps/shop"))
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString(toy("2")))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
            JsonNode updated = client.await(
                    app,
                    seen -> seen.path("replicas").size() == 3
                            && seen.path("rollout").path("to").asText().startsWith("2#")
                            && seen.at("/rollout/phase").asText().equals("Succeeded"));

            // One breaks: callers notice nothing, and it is back once it has been restarted.
            JsonNode victim = updated.path("replicas").get(0);
            client.get(URI.create("http://127.0.0.1:" + victim.path("port").asInt() + "/break"));
            client.await(
                    app,
                    seen -> seen.path("ready").asInt() == 3
                            && seen.at("/replicas/0/restarts").asInt() == 1);

            stopping.set(true);
            caller.join();
            assertThat(answers.get()).isGreaterThan(100);
            assertThat(failures.get()).as("of " + answers).isZero();
            JsonNode records = Json.parse(client.get(app.address().resolve("/api/deployments?serviceName=shop"))
                    .body()
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(records).hasSize(2);
            assertThat(records)
                    .allMatch(record -> record.path("status").asText().equals("Succeeded"));
            assertThat(records.get(0).path("version").asText()).isEqualTo("2");
        }
    }

    private void call(int port, AtomicBoolean stopping) {
        while (!stopping.get()) {
            try {
                HttpResponse<String> answer = client.get(URI.create("http://127.0.0.1:" + port + "/"));
                if (answer.statusCode() != 200) {
                    failures.incrementAndGet();
                }
            } catch (IOException | InterruptedException e) {
                failures.incrementAndGet();
            }
            answers.incrementAndGet();
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static String toy(String version) {
        String probe = "{\"path\":\"/health\",\"period\":\"100ms\",\"timeout\":\"1s\",\"failureThreshold\":N}";
        return "{\"version\":\"" + version + "\",\"replicas\":3,\"command\":"
                + new String(Json.bytes(ToyBackend.command(version)), java.nio.charset.StandardCharsets.UTF_8)
                + ",\"probes\":{\"startup\":" + probe.replace("N", "600") + ",\"readiness\":" + probe.replace("N", "1")
                + ",\"liveness\":" + probe.replace("N", "2")
                + "},\"rollout\":{\"minReadySeconds\":0,\"progressDeadlineSeconds\":20}}";
    }

    /** JSON is YAML. */
    private Path configuration(int gatewayPort) throws IOException {
        return Files.writeString(
                folder.resolve("evenkeel.yaml"), """
                server: {port: 0}
                registry: {store: 'sqlite:%1$s/registry.db'}
                supervisor:
                  folder: %1$s/supervisor
                  apps:
                    - {"name": "shop", %2$s
                gateway:
                  port: %3$d
                  routes:
                    - {name: shop, upstream: {app: shop}}
                """.formatted(folder, toy("1").substring(1), gatewayPort));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
