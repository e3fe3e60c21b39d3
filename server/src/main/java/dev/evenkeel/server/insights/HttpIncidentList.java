package dev.evenkeel.server.insights;

import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentList;
import dev.evenkeel.server.platform.json.IncidentJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The incidents of a registry in another process; one that has none, as a foreign one, has an empty list. */
public final class HttpIncidentList implements IncidentList, AutoCloseable {
    private final HttpClient client;
    private static final int PAGE = 1000;
    /** As many as the registry in this process gives. */
    private static final int MOST = 10_000;

    private final URI base;
    private final @Nullable String token;
    private final Duration readTimeout;

    /** @param base of the registry, without a slash at the end */
    public HttpIncidentList(URI base, @Nullable String token, Duration connectTimeout, Duration readTimeout) {
        this.base = base;
        this.token = token;
        this.readTimeout = readTimeout;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
    }

    @Override
    public List<Incident> incidents() throws IOException {
        Map<String, Incident> all = new LinkedHashMap<>();
        List<Incident> page = page("");
        page.forEach(incident -> all.put(incident.id(), incident));
        // Newest first: the next page begins with the moment at which this one ends, which may have more.
        for (int before = 0; page.size() == PAGE && all.size() > before && all.size() < MOST; ) {
            before = all.size();
            Instant end = page.getLast().openedAt().plusMillis(1);
            page = page("&to=" + URLEncoder.encode(end.toString(), StandardCharsets.UTF_8));
            page.forEach(incident -> all.put(incident.id(), incident));
        }
        return List.copyOf(all.values());
    }

    private List<Incident> page(String more) throws IOException {
        URI url = URI.create(base + "/api/incidents?limit=" + PAGE + more);
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
