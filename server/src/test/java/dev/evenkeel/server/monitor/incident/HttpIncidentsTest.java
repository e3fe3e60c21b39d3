package dev.evenkeel.server.monitor.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.core.incident.IncidentSeverity;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.core.incident.SignalRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the answers of a registry in another process. */
class HttpIncidentsTest {
    private static final Signal SIGNAL = new Signal(
            "check:a",
            "shop",
            "production",
            true,
            IncidentSeverity.CRITICAL,
            "status 500",
            Instant.EPOCH,
            Instant.EPOCH,
            List.of(),
            null);

    private final AtomicReference<String> authorization = new AtomicReference<>("");
    private HttpServer registry;
    private HttpIncidents incidents;
    private volatile int status = 204;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/api/incidents/signals", exchange -> {
            authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = "{\"detail\": \"/service is too long\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
            if (status != 204) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        registry.start();
        incidents = new HttpIncidents(
                URI.create("http://127.0.0.1:" + registry.getAddress().getPort()), "secret");
    }

    @AfterEach
    void stop() {
        incidents.close();
        registry.stop(0);
    }

    @Test
    void theEndOfWhatNobodyKnowsIsNoIncident() throws IOException {
        assertThat(incidents.report(SIGNAL)).isEmpty();
        assertThat(authorization).hasValue("Bearer secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 413, 422})
    void aSignalThatIsAtFaultIsRefusedWithTheRegistrysWords(int refusal) {
        status = refusal;
        assertThatThrownBy(() -> incidents.report(SIGNAL))
                .isInstanceOf(SignalRefusedException.class)
                .hasMessageContaining("answers " + refusal + ": ")
                .hasMessageContaining("/service is too long");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 429, 500, 503})
    void whatMayBePutRightIsToBeTriedAgain(int trouble) {
        status = trouble;
        assertThatThrownBy(() -> incidents.report(SIGNAL))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SignalRefusedException.class)
                .hasMessageContaining("answers " + trouble);
    }
}
