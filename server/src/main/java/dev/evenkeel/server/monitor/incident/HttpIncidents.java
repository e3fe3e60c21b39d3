package dev.evenkeel.server.monitor.incident;

import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentReports;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.core.incident.SignalRefusedException;
import dev.evenkeel.server.platform.json.IncidentJson;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A registry in another process. */
public final class HttpIncidents implements IncidentReports, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int SHOWN = 500;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI base;
    private final @Nullable String token;

    /** @param base without a slash at the end */
    public HttpIncidents(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    @Override
    public Optional<Incident> report(Signal signal) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/incidents/signals"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(signal)));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return switch (response.statusCode()) {
                case 200 -> Optional.of(IncidentJson.read(response.body()));
                case 204 -> Optional.empty();
                // Of a request that is at fault; a token or an address that is, can be put right meanwhile.
                case 400, 409, 413, 414, 415, 422, 431 -> throw new SignalRefusedException(words(response));
                default -> throw new IOException(words(response));
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String words(HttpResponse<String> response) {
        String text = response.body().strip();
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return base + " answers " + response.statusCode() + (shown.isEmpty() ? "" : ": " + shown);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
