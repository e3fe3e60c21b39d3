package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import dev.evenkeel.server.insights.HttpIncidentList;
import dev.evenkeel.server.platform.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More incidents than a page holds, from the registry and as insights in another process read them. */
class IncidentPagesTest {
    private static final int INCIDENTS = 1005;
    private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void allOfThemAreListedAndRead() throws Exception {
        ConfigSources sources = ConfigSources.ofSets(
                "server.port=0", "roles=registry", "registry.store=sqlite:" + folder.resolve("registry.db"));
        try (App app = App.start(EvenkeelConfig.load(sources), sources)) {
            report(app.address());
            JsonNode whole = json(get(app.address().resolve("/api/incidents")));
            assertThat(whole).hasSize(INCIDENTS);

            List<String> paged = new ArrayList<>();
            URI next = app.address().resolve("/api/incidents?environment=test&limit=400");
            while (next != null) {
                HttpResponse<byte[]> page = get(next);
                json(page).forEach(incident -> paged.add(incident.get("id").asText()));
                next = page.headers()
                        .firstValue("Link")
                        .map(link -> URI.create(link.substring(1, link.indexOf('>'))))
                        .orElse(null);
            }
            assertThat(paged).hasSize(INCIDENTS).doesNotHaveDuplicates();

            try (var list = new HttpIncidentList(app.address(), null, Duration.ofSeconds(2), Duration.ofSeconds(20))) {
                List<Incident> read = list.incidents();
                assertThat(read).extracting(Incident::id).isEqualTo(paged);
                assertThat(read)
                        .isSortedAccordingTo(Comparator.comparing(Incident::openedAt)
                                .thenComparing(Incident::id)
                                .reversed());
            }
            assertThat(get(app.address().resolve("/api/incidents?status=open&limit=1&cursor=AA"))
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    /** Several open in the same millisecond, so that a page may end between them. */
    private void report(URI registry) throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            List<Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < INCIDENTS; i++) {
                String signal = """
                        {"cause": "check:a", "service": "service-%d", "environment": "test", "firing": true,
                         "severity": "warning", "summary": "down", "since": "%2$s", "at": "%2$s"}
                        """.formatted(i, FIRST.plusSeconds(i / 7));
                answers.add(callers.submit(() -> http.send(
                        HttpRequest.newBuilder(registry.resolve("/api/incidents/signals"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(signal))
                                .build(),
                        BodyHandlers.ofByteArray())));
            }
            for (Future<HttpResponse<byte[]>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
        }
    }

    private HttpResponse<byte[]> get(URI url) throws Exception {
        return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<byte[]> response) throws Exception {
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.parse(response.body());
    }
}
