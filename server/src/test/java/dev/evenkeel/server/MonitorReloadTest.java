package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks follow the file, with the gateway's routes or without. */
class MonitorReloadTest {
    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aReloadOfTheRoutesReloadsTheChecks() throws Exception {
        int gateway = freePort();
        Path file = folder.resolve("evenkeel.yaml");
        write(file, routes(gateway), "{name: a, url: \"tcp://127.0.0.1:9\", interval: 10s}");
        var sources = new ConfigSources(file, Map.of(), List.of(), null);
        try (App app = App.start(EvenkeelConfig.load(sources), sources)) {
            assertThat(intervals(app)).containsExactlyEntriesOf(Map.of("a", 10.0));

            write(
                    file,
                    routes(gateway),
                    "{name: a, url: \"tcp://127.0.0.1:9\", interval: 20s}, {name: b, url: \"tcp://127.0.0.1:9\"}");
            assertThat(reload(app)).isBetween(200, 204);
            assertThat(intervals(app)).containsExactlyEntriesOf(new TreeMap<>(Map.of("a", 20.0, "b", 30.0)));

            write(file, routes(gateway), "{name: a, url: \"nonsense\"}");
            assertThat(reload(app)).isEqualTo(422);
            assertThat(intervals(app)).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void aMonitorAloneFollowsTheFile() throws Exception {
        Path file = folder.resolve("evenkeel.yaml");
        write(file, "", "{name: a, url: \"tcp://127.0.0.1:9\", interval: 10s}");
        var sources = new ConfigSources(file, Map.of(), List.of(), null);
        try (App app = App.start(EvenkeelConfig.load(sources), sources)) {
            assertThat(intervals(app)).containsOnlyKeys("a");
            write(file, "", "{name: b, url: \"tcp://127.0.0.1:9\", interval: 20s}");
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!intervals(app).containsKey("b")) {
                assertThat(System.nanoTime()).as("checks: %s", intervals(app)).isLessThan(end);
                LockSupport.parkNanos(50_000_000);
            }
            assertThat(intervals(app)).containsExactlyEntriesOf(Map.of("b", 20.0));
        }
    }

    @Test
    void whatOnePartCannotTakeTheOthersDo() throws Exception {
        Path file = folder.resolve("evenkeel.yaml");
        write(file, "", "");
        var taken = new ArrayList<EvenkeelConfig>();
        try (var reload = new ConfigReload(new ConfigSources(file, Map.of(), List.of(), null))) {
            reload.add(next -> {
                throw new IOException("no such certificate");
            });
            reload.add(taken::add);
            assertThatThrownBy(reload::now).hasMessage("no such certificate");
            assertThat(taken).hasSize(1);
            write(file, "", "{name: a, url: \"nonsense\"}");
            assertThatThrownBy(reload::now).isInstanceOf(ConfigException.class);
            assertThat(taken).as("none sees one with a mistake").hasSize(1);
        }
    }

    private static String routes(int port) {
        return """
                gateway:
                  port: %d
                  routes:
                    - {name: all, match: {path: "/**"}, upstream: {endpoints: ["http://127.0.0.1:9"]}}
                """.formatted(port);
    }

    private void write(Path file, String gateway, String checks) throws IOException {
        Files.writeString(file, """
                server: {port: 0}
                registry: {store: "sqlite:%s"}
                %smonitor:
                  discover: {enabled: false}
                  checks: [%s]
                """.formatted(folder.resolve("registry.db"), gateway, checks));
    }

    private Map<String, Double> intervals(App app) throws Exception {
        byte[] body = http.send(
                        HttpRequest.newBuilder(app.address().resolve("/api/checks"))
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
        Map<String, Double> intervals = new TreeMap<>();
        for (JsonNode check : Json.parse(body)) {
            intervals.put(
                    check.get("name").asText(), check.get("intervalSeconds").asDouble());
        }
        return intervals;
    }

    private int reload(App app) throws Exception {
        URI url = app.address().resolve("/api/gateway/reload");
        return http.send(
                        HttpRequest.newBuilder(url)
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
