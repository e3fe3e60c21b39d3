package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the monitor in the middle of an outage. */
class MonitorKillTest {
    private static final Duration GAP = MonitoredService.INTERVAL.multipliedBy(3);

    @TempDir
    Path registryFolder;

    @TempDir
    Path folder;

    /** Notices as they came: the status, and the identity. */
    private record Notice(String status, String identity, String fingerprint) {}

    private final List<Notice> notices = new CopyOnWriteArrayList<>();

    @Test
    void theOutageGoesOnAsOneIncidentAndOneAlert() throws Exception {
        HttpServer receiver = receiver();
        try (MonitoredService service = MonitoredService.launch(folder);
                Program registry = Program.launch(registryFolder, Program.freePort(), "--roles", "registry")) {
            configure(service, registry, receiver);
            int port = Program.freePort();
            service.awaitReady();
            registry.awaitReady();
            JsonNode before;
            try (Program monitor = Program.serve(folder, port)) {
                MonitoredService.awaitRuns(monitor, 3);
                service.answers(503);
                before = awaitIncident(registry, "open");
                Program.await(Duration.ofSeconds(10), () -> !notices.isEmpty());
                MonitoredService.awaitRuns(monitor, 1);
                monitor.kill();
                Instant killed = Instant.now();
                Program.await(GAP.plusSeconds(5), () -> Instant.now().isAfter(killed.plus(GAP)));
            }
            try (Program monitor = Program.serve(folder, port)) {
                JsonNode check = MonitoredService.check(monitor);
                assertThat(check.get("state").asText()).isEqualTo("down");
                assertThat(check.get("since").asText())
                        .isEqualTo(before.get("failingSince").asText());
                MonitoredService.awaitRuns(monitor, 3);
                JsonNode during = awaitIncident(registry, "open");
                assertThat(during.get("id")).isEqualTo(before.get("id"));
                assertThat(during.get("failingSince")).isEqualTo(before.get("failingSince"));
                assertThat(kinds(during)).containsExactly("opened");
                assertThat(notices).extracting(Notice::status).containsExactly("firing");
                assertGapIsOurs(monitor);

                service.answers(200);
                JsonNode over = awaitIncident(registry, "resolved");
                assertThat(over.get("id")).isEqualTo(before.get("id"));
                assertThat(kinds(over)).containsExactly("opened", "causeEnded", "resolved");
                Program.await(Duration.ofSeconds(10), () -> notices.size() > 1);
                MonitoredService.awaitRuns(monitor, 2);
                assertThat(notices).extracting(Notice::status).containsExactly("firing", "resolved");
                assertThat(notices).extracting(Notice::identity).doesNotHaveDuplicates();
                assertThat(notices.getLast().fingerprint())
                        .isEqualTo(notices.getFirst().fingerprint());
            }
        } finally {
            receiver.stop(0);
        }
    }

    /** Every slot of the grid was run or is counted as missed, and nothing is held against the service. */
    private static void assertGapIsOurs(Program monitor) throws IOException {
        List<JsonNode> results = MonitoredService.results(monitor);
        Set<Long> slots = new TreeSet<>();
        results.forEach(result -> slots.add(result.get("slot").asLong()));
        long first = results.getFirst().get("slot").asLong();
        long last = results.getLast().get("slot").asLong();
        long missing = last - first + 1 - slots.size();
        assertThat(missing).isGreaterThanOrEqualTo(GAP.dividedBy(MonitoredService.INTERVAL) - 1);
        assertThat(MonitoredService.check(monitor).get("missed").asLong()).isEqualTo(missing);
        assertThat(monitor.get("/metrics").body())
                .containsPattern("evenkeel_check_missed_total\\{check=\"status\"[^}]*} " + missing + "\\.0\n");
        JsonNode hour = monitor.json("/api/checks/status/uptime").get("1h");
        long counted = results.stream()
                .filter(result -> !result.get("verdict").asText().equals("unknown"))
                .count();
        assertThat(hour.get("good").asLong() + hour.get("bad").asLong())
                .as("nothing is held against the service but what it answered")
                .isBetween(counted, counted + 2);
    }

    private void configure(MonitoredService service, Program registry, HttpServer receiver) throws IOException {
        Files.writeString(folder.resolve("evenkeel.yaml"), """
                roles: [monitor]
                monitor:
                  registryUrl: "%s"
                  checks:
                    - %s
                  alerts:
                    groupWait: 0s
                    groupInterval: 1s
                    receivers:
                      - {name: hook, type: webhook, url: "http://127.0.0.1:%d/hook"}
                """.formatted(
                        registry.url(""), service.check(), receiver.getAddress().getPort()));
    }

    private HttpServer receiver() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            JsonNode notice = Program.JSON.readTree(exchange.getRequestBody());
            notices.add(new Notice(
                    notice.get("status").asText(),
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    notice.at("/alerts/0/fingerprint").asText()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Waits until the only incident of the service has this status. */
    private static JsonNode awaitIncident(Program registry, String status) throws Exception {
        List<JsonNode> incidents = new ArrayList<>();
        Program.await(Duration.ofSeconds(20), () -> {
            incidents.clear();
            try {
                registry.json("/api/incidents").forEach(incidents::add);
            } catch (IOException e) {
                return false;
            }
            return incidents.stream().anyMatch(i -> i.get("status").asText().equals(status));
        });
        assertThat(incidents).hasSize(1);
        return incidents.getFirst();
    }

    private static List<String> kinds(JsonNode incident) {
        List<String> kinds = new ArrayList<>();
        incident.get("timeline").forEach(entry -> kinds.add(entry.get("kind").asText()));
        return kinds;
    }
}
