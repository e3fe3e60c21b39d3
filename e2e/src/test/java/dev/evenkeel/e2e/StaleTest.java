package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Insights in a process of their own while the registry comes and goes. */
class StaleTest {
    @TempDir
    Path folder;

    @Test
    void answersGoOnWhileTheRegistryIsAway() throws Exception {
        int registryPort = Program.freePort();
        try (Program insights = Program.launch(
                folder,
                Program.freePort(),
                "--roles",
                "insights",
                "--set",
                "insights.registryUrl=http://127.0.0.1:" + registryPort)) {
            Program.await(Duration.ofSeconds(20), () -> insights.status("/health/live") == 200);
            HttpResponse<String> never = insights.get("/insights/latest");
            assertThat(never.statusCode()).isEqualTo(503);
            assertThat(never.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(never.headers().firstValue("Retry-After")).isPresent();
            assertThat(insights.status("/health/ready")).isEqualTo(503);
            assertThat(insights.status("/health")).isEqualTo(503);

            Program registry = Program.serve(folder, registryPort, "--roles", "registry");
            record(registry, "v1");
            awaitLive(insights, "v1", Duration.ofSeconds(5));
            assertThat(insights.status("/health/ready")).isEqualTo(200);
            assertThat(source(insights).get("stale").asBoolean()).isFalse();

            registry.stop();
            Program.await(Duration.ofSeconds(10), () -> stale(insights));
            double age = source(insights).get("ageSeconds").asDouble();
            Program.await(Duration.ofSeconds(5), () -> ageSeconds(insights) > age + 0.5);
            assertThat(liveVersion(insights)).isEqualTo("v1");
            JsonNode health = insights.json("/health");
            assertThat(health.get("status").asText()).isEqualTo("degraded");
            assertThat(insights.status("/health/ready")).isEqualTo(200);

            try (Program again = Program.serve(folder, registryPort, "--roles", "registry")) {
                Program.await(Duration.ofSeconds(2), () -> !stale(insights));
                record(again, "v2");
                awaitLive(insights, "v2", Duration.ofSeconds(2));
            }
        }
    }

    @Test
    void aForeignRegistryThatOnlyServesItsListWillDo() throws Exception {
        String list = """
                [{"id": 7, "serviceName": "shop", "version": "1.8.10", "environment": "production",
                  "deploymentType": "Tag", "status": "Succeeded", "deployedBy": "ci",
                  "startedAt": "2025-03-01T10:00:00Z", "finishedAt": "2025-03-01T10:05:00Z",
                  "commitSha": "abc", "pullRequestNumber": null, "somethingElse": true},
                 {"id": 6, "serviceName": "shop", "version": "1.8.9", "environment": "production",
                  "deploymentType": "Tag", "status": "Succeeded", "deployedBy": "ci",
                  "startedAt": "2025-02-01T10:00:00Z", "finishedAt": null},
                 {"id": 5, "serviceName": "shop", "version": "2", "environment": "production",
                  "status": "Exploded", "startedAt": "2025-02-01T10:00:00Z"}]
                """;
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext("/", exchange -> {
            boolean found = exchange.getRequestURI().getPath().equals("/api/deployments");
            byte[] body = (found ? list : "no such page").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(found ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        foreign.start();
        try (Program insights = Program.serve(
                folder,
                Program.freePort(),
                "--roles",
                "insights",
                "--set",
                "insights.registryUrl=http://127.0.0.1:" + foreign.getAddress().getPort())) {
            JsonNode lead = insights.json("/insights/lead-time").at("/rows/0");
            assertThat(lead.get("n").asLong()).isEqualTo(1);
            assertThat(lead.get("medianSeconds").asDouble()).isEqualTo(300);
            assertThat(lead.at("/excluded/finishedAtMissing").asLong()).isEqualTo(1);
            assertThat(liveVersion(insights)).isEqualTo("1.8.10");
            assertThat(insights.json("/health").toString()).contains("1 more can't be understood");
        } finally {
            foreign.stop(0);
        }
    }

    private static void record(Program registry, String version) throws IOException {
        HttpResponse<String> response = registry.post(
                "/api/deployments",
                "{\"serviceName\":\"shop\",\"environment\":\"production\",\"status\":\"Succeeded\",\"version\":\""
                        + version + "\"}");
        assertThat(response.statusCode()).isEqualTo(201);
    }

    private static void awaitLive(Program insights, String version, Duration atMost) throws Exception {
        Program.await(atMost, () -> version.equals(liveVersion(insights)));
    }

    private static String liveVersion(Program insights) {
        try {
            return insights.json("/insights/latest?environment=production")
                    .at("/rows/0/version")
                    .asText();
        } catch (IOException e) {
            return "none: " + e.getMessage();
        }
    }

    private static JsonNode source(Program insights) throws IOException {
        return insights.json("/insights/latest").get("source");
    }

    private static boolean stale(Program insights) {
        try {
            return source(insights).get("stale").asBoolean();
        } catch (IOException e) {
            return false;
        }
    }

    private static double ageSeconds(Program insights) {
        try {
            return source(insights).get("ageSeconds").asDouble();
        } catch (IOException e) {
            return -1;
        }
    }
}
