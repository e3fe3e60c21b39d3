package dev.evenkeel.server.insights;

import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentList;
import dev.evenkeel.server.platform.json.IncidentJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The incidents of a registry in another process; one that has none, as a foreign one, has an empty list. */
public final class HttpIncidentList implements IncidentList, AutoCloseable {
    private final HttpClient client;
    private final URI url;
    private final @Nullable String token;
    private final Duration readTimeout;

    /** @param base of the registry, without a slash at the end */
    public HttpIncidentList(URI base, @Nullable String token, Duration connectTimeout, Duration readTimeout) {
        this.url = URI.create(base + "/api/incidents?limit=1000");
        this.token = token;
        this.readTimeout = readTimeout;
        client = HttpClient.newBuilder().connectTimeout(connectTimeout).build();
    }

    @Override
    public List<Incident> incidents() throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(readTimeout);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 200 -> IncidentJson.readList(response.body());
                case 404, 405 -> List.of();
                default -> throw new IOException(url + " answers " + response.statusCode());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
