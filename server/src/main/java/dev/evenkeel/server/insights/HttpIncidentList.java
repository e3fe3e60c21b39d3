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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The incidents of a registry in another process; one that has none, as a foreign one, has an empty list. */
public final class HttpIncidentList implements IncidentList, AutoCloseable {
    private static final Pattern NEXT = Pattern.compile("<[^>]*[?&]cursor=([^&>]+)[^>]*>;\\s*rel=\"?next\"?");

    private final HttpClient client;
    private final String first;
    private final @Nullable String token;
    private final Duration readTimeout;

    /** @param base of the registry, without a slash at the end */
    public HttpIncidentList(URI base, @Nullable String token, Duration connectTimeout, Duration readTimeout) {
        first = base + "/api/incidents?limit=1000";
        this.token = token;
        this.readTimeout = readTimeout;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
    }

    @Override
    public List<Incident> incidents() throws IOException {
        List<Incident> all = new ArrayList<>();
        String cursor = addPage(all, first);
        while (cursor != null) {
            cursor = addPage(all, first + "&cursor=" + cursor);
        }
        return all;
    }

    /** Returns the cursor of the next page; null when this was the last. */
    private @Nullable String addPage(List<Incident> all, String url) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(readTimeout);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            int status = response.statusCode();
            if (status == 404 || status == 405) {
                return null;
            }
            if (status != 200) {
                throw new IOException(url + " answers " + status);
            }
            List<Incident> page = IncidentJson.readList(response.body());
            all.addAll(page);
            // One that answers with nothing has no next page, whatever it says.
            return page.isEmpty() ? null : next(response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Of its address the cursor alone: the registry may not know under which name we reach it. */
    private static @Nullable String next(HttpResponse<?> response) {
        return response.headers().allValues("Link").stream()
                .map(NEXT::matcher)
                .filter(Matcher::find)
                .map(link -> link.group(1))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
