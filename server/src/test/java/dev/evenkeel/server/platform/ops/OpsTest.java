package dev.evenkeel.server.platform.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.contract.Contract;
import dev.evenkeel.server.platform.health.HealthCheck;
import dev.evenkeel.server.platform.http.TestServer;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.platform.telemetry.Metrics;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operations that every role has, over the wire. */
class OpsTest {
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final AtomicReference<Supplier<HealthCheck.Health>> store =
            new AtomicReference<>(() -> HealthCheck.Health.healthy("5 records"));
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        var contract = Contract.load();
        var metrics = new Metrics("1.2.3");
        server = TestServer.start(operations -> {
            new HealthApi(List.of(check("store", () -> store.get().get())), ready::get, InstantSource.system())
                    .register(operations);
            new MetricsApi(metrics).register(operations);
            new DocsApi(contract).register(operations);
        });
        metrics.request("list", "GET", 200, 3_000_000);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"/health", "/api/health"})
    void tellsHowTheDependenciesAre(String path) throws Exception {
        JsonNode health = json(server.get(path), 200);
        assertThat(health.path("status").asText()).isEqualTo("healthy");
        assertThat(health.at("/dependencies/store/detail").asText()).isEqualTo("5 records");

        store.set(() -> HealthCheck.Health.degraded("slow"));
        assertThat(json(server.get(path), 200).path("status").asText()).isEqualTo("degraded");

        store.set(() -> HealthCheck.Health.unhealthy("away since 12:00"));
        assertThat(json(server.get(path), 503).at("/dependencies/store/status").asText())
                .isEqualTo("unhealthy");
        assertThat(json(server.get("/health/live"), 200).path("status").asText())
                .isEqualTo("healthy");
        assertThat(json(server.get("/health/ready"), 503).path("status").asText())
                .isEqualTo("unhealthy");
    }

    @Test
    void isNotReadyWhileItStartsOrStops() throws Exception {
        assertThat(json(server.get("/health/ready"), 200).path("status").asText())
                .isEqualTo("healthy");
        ready.set(false);
        assertThat(json(server.get("/health/ready"), 503)
                        .at("/dependencies/server/detail")
                        .asText())
                .contains("starting or stopping");
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void aCheckThatHangsOrThrowsIsUnhealthy() throws Exception {
        store.set(() -> {
            throw new IllegalStateException("a mistake in the check");
        });
        assertThat(json(server.get("/health"), 503)
                        .at("/dependencies/store/detail")
                        .asText())
                .contains("the check itself failed");

        var never = new CountDownLatch(1);
        store.set(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return HealthCheck.Health.healthy("too late");
        });
        assertThat(json(server.get("/health"), 503)
                        .at("/dependencies/store/detail")
                        .asText())
                .isEqualTo("no answer within 2 s");
    }

    @Test
    void theRootLeadsToTheDocumentation() throws Exception {
        HttpResponse<String> root = server.get("/");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("Location")).contains("/docs");
        assertThat(root.body()).isEmpty();
    }

    @Test
    void showsMetricsInBothFormats() throws Exception {
        HttpResponse<String> text = server.get("/metrics");
        assertThat(text.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(text.body())
                .contains("evenkeel_build_info{java=\"")
                .contains("version=\"1.2.3\"")
                .contains("evenkeel_http_request_duration_seconds_bucket{method=\"GET\",operation=\"list\","
                        + "status=\"2xx\",le=\"0.005\"} 1")
                .contains("jvm_memory_used_bytes", "jvm_gc_collection_seconds_count", "jvm_threads_live_threads")
                .contains("process_uptime_seconds");

        HttpResponse<String> open = server.send(HttpRequest.newBuilder(server.uri("/metrics"))
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));
        assertThat(open.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void servesTheDocumentAndItsPage() throws Exception {
        assertThat(server.get("/openapi.yaml").body().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(Contract.load().source());

        HttpResponse<String> page = server.get("/docs");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'");
        assertThat(page.body())
                .as("nothing inline, nothing from elsewhere")
                .doesNotContain("http://", "https://", "<script>");
        for (String part : page.body().split("\"", -1)) {
            if (part.startsWith("docs/")) {
                assertThat(server.get("/" + part).statusCode()).as(part).isEqualTo(200);
            }
        }
        assertThat(server.get("/docs/swagger-ui-bundle.js").body()).hasSizeGreaterThan(100_000);
        assertThat(server.get("/docs/other.js").statusCode()).isEqualTo(404);
        assertThat(server.get("/docs/..%2Fopenapi.yaml").statusCode()).isEqualTo(400);
    }

    private static HealthCheck check(String name, Supplier<HealthCheck.Health> answer) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Health check() {
                return answer.get();
            }
        };
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
    }
}
