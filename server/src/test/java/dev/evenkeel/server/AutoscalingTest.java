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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program: load at the gateway makes replicas, and they go when it goes. */
class AutoscalingTest {
    private static final int CALLERS = 6;

    @TempDir
    Path folder;

    private final ShopClient client = new ShopClient();

    @Test
    void loadDecidesAboutTheNumberOfReplicas() throws Exception {
        int gatewayPort = freePort();
        ConfigSources sources = new ConfigSources(configuration(gatewayPort), Map.of(), List.of(), null);
        try (App app = App.start(EvenkeelConfig.load(sources), sources)) {
            client.await(app, seen -> seen.path("ready").asInt() == 1);

            // Six requests under way, two for each replica: that makes three.
            var stopping = new AtomicBoolean();
            var failures = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Thread.ofVirtual().start(() -> call(gatewayPort, stopping, failures)));
            }
            JsonNode up = client.await(app, seen -> seen.path("ready").asInt() == 3);
            assertThat(up.path("wanted").asInt()).isEqualTo(3);
            assertThat(up.at("/rollout/phase").asText())
                    .as("no rollout of its own")
                    .isEqualTo("Succeeded");

            stopping.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
            client.await(
                    app,
                    seen -> seen.path("replicas").size() == 1
                            && seen.path("ready").asInt() == 1);
            assertThat(failures.get()).as("replicas that go are drained first").isZero();
        }
    }

    private void call(int port, AtomicBoolean stopping, AtomicInteger failures) {
        while (!stopping.get()) {
            try {
                if (client.get(URI.create("http://127.0.0.1:" + port + "/slow")).statusCode() != 200) {
                    failures.incrementAndGet();
                }
            } catch (IOException | InterruptedException e) {
                failures.incrementAndGet();
            }
        }
    }

    private Path configuration(int gatewayPort) throws IOException {
        String command = new String(Json.bytes(ToyBackend.command("1")), java.nio.charset.StandardCharsets.UTF_8);
        return Files.writeString(folder.resolve("evenkeel.yaml"), """
                server: {port: 0}
                roles: [supervisor, gateway]
                supervisor:
                  folder: %1$s/supervisor
                  apps:
                    - name: shop
                      command: %2$s
                      probes:
                        startup: {path: /health, period: 100ms, failureThreshold: 600}
                        readiness: {path: /health, period: 200ms, timeout: 5s}
                      stop: {grace: 5s}
                      rollout: {minReadySeconds: 0}
                      autoscaling: {minReplicas: 1, maxReplicas: 5, concurrency: 2, interval: 1s, scaleDownWindow: 3s}
                gateway:
                  port: %3$d
                  routes:
                    - {name: shop, upstream: {app: shop}, hedge: {enabled: false}}
                """.formatted(folder, command, gatewayPort));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
