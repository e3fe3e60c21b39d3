package dev.evenkeel.server.insights;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentSeverity;
import dev.evenkeel.core.incident.IncidentStatus;
import dev.evenkeel.server.platform.json.IncidentJson;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as the registry does: newest first, a thousand at a time. */
class HttpIncidentListTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Incident> known = new ArrayList<>();
    private HttpServer registry;
    private HttpIncidentList list;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/api/incidents", this::answer);
        registry.start();
        URI base = URI.create("http://127.0.0.1:" + registry.getAddress().getPort());
        list = new HttpIncidentList(base, null, PATIENCE, PATIENCE);
    }

    @AfterEach
    void stop() {
        list.close();
        registry.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Instant to = Instant.MAX;
        for (String part : exchange.getRequestURI().getRawQuery().split("&")) {
            if (part.startsWith("to=")) {
                to = Instant.parse(URLDecoder.decode(part.substring(3), StandardCharsets.UTF_8));
            }
        }
        Instant end = to;
        byte[] body = Json.bytes(known.stream()
                .filter(incident -> incident.openedAt().isBefore(end))
                .limit(1000)
                .map(IncidentJson::shape)
                .toList());
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Opened so many milliseconds after the start. */
    private static Incident incident(int id, long millis) {
        Instant at = START.plusMillis(millis);
        return new Incident(
                "i" + id,
                "shop",
                null,
                "shop: down",
                IncidentStatus.OPEN,
                IncidentSeverity.CRITICAL,
                at,
                at,
                null,
                null,
                Map.of(),
                null,
                false,
                List.of(),
                1);
    }

    @Test
    void readsThemAllOnceThoughSeveralBeganInOneMoment() throws Exception {
        for (int i = 0; i < 2500; i++) {
            known.addFirst(incident(i, i / 7));
        }

        assertThat(list.incidents()).isEqualTo(known);
    }

    @Test
    void oneMomentWithMoreThanAPageEndsTheList() throws Exception {
        for (int i = 0; i < 1500; i++) {
            known.addFirst(incident(i, 0));
        }

        assertThat(list.incidents()).hasSize(1000);
    }
}
