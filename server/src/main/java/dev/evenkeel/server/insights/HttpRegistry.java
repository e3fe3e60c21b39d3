package dev.evenkeel.server.insights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFeed;
import dev.evenkeel.server.platform.json.DeploymentDraft.Defaults;
import dev.evenkeel.server.platform.json.DeploymentJson;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registry over HTTP: its change feed, or its whole list where it has none. One attempt a call; who calls decides
 * about another one. Records that can't be understood (a status of a later version) are counted and left out.
 */
public final class HttpRegistry implements DeploymentFeed, AutoCloseable {
    private final URI base;
    private final @Nullable String token;
    private final Duration readTimeout;
    private final HttpClient http;
    private final AtomicLong unreadable = new AtomicLong();

    /**
     * @param base scheme, authority and an optional path before {@code /api}
     * @param token sent as {@code Authorization: Bearer}, if any
     * @param readTimeout how long an answer may stand still
     */
    public HttpRegistry(URI base, @Nullable String token, Duration connectTimeout, Duration readTimeout) {
        this.base = base;
        this.token = token;
        this.readTimeout = readTimeout;
        this.http = HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** The registry has no change feed; ask for its list. */
    static final class NoFeedException extends IOException {
        NoFeedException(String message) {
            super(message);
        }
    }

    /**
     * What {@link #list} found.
     *
     * @param validator to be given with the next call; null when the registry sends none
     */
    record Listing(boolean notModified, @Nullable String validator, long unreadable) {}

    @Override
    public String source() {
        return base.toString();
    }

    /** Records of the feed that could not be understood so far. */
    long unreadable() {
        return unreadable.get();
    }

    @Override
    public Changes changes(@Nullable String after, int limit, Duration wait) throws IOException, InterruptedException {
        String start = after;
        while (true) {
            Changes page = page(start, limit, wait);
            if (!page.records().isEmpty() || Objects.equals(page.cursor(), start)) {
                return page;
            }
            // Nothing but lines that could not be understood.
            start = page.cursor();
        }
    }

    private Changes page(@Nullable String after, int limit, Duration wait) throws IOException, InterruptedException {
        String query = "limit=" + limit + "&waitSeconds=" + wait.toSeconds()
                + (after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        HttpRequest request =
                request("/api/changes?" + query, "application/x-ndjson", wait).build();
        HttpResponse<InputStream> response = send(request);
        try (InputStream body = new StallGuard(response.body(), readTimeout)) {
            switch (response.statusCode()) {
                case 200 -> {
                    return readChanges(body, after);
                }
                case 404, 405 -> throw new NoFeedException(base + " has no change feed");
                case 410 -> throw new UnknownCursorException(base + " doesn't know the cursor");
                default -> throw unexpected(response.statusCode(), body);
            }
        }
    }

    private Changes readChanges(InputStream body, @Nullable String after) throws IOException {
        List<Deployment> records = new ArrayList<>();
        String last = after;
        try (JsonParser parser = Json.factory().createParser(body)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                String cursor = "";
                Deployment deployment = null;
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    parser.nextToken();
                    switch (field) {
                        case "cursor" -> cursor = parser.getText();
                        case "deployment" -> deployment = readOne(parser);
                        default -> parser.skipChildren();
                    }
                }
                if (deployment != null) {
                    records.add(deployment);
                } else {
                    unreadable.incrementAndGet();
                }
                last = cursor;
            }
        }
        return new Changes(records, last);
    }

    /**
     * Streams the whole list.
     *
     * @param validator from the last listing, null to get the list in any case
     */
    Listing list(@Nullable String validator, Consumer<Deployment> to) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/api/deployments", "application/json", Duration.ZERO);
        if (validator != null) {
            boolean tag = validator.startsWith("\"") || validator.startsWith("W/");
            request.header(tag ? "If-None-Match" : "If-Modified-Since", validator);
        }
        HttpResponse<InputStream> response = send(request.build());
        try (InputStream body = new StallGuard(response.body(), readTimeout)) {
            return switch (response.statusCode()) {
                case 200 -> {
                    long left = readList(body, to);
                    yield new Listing(false, validatorOf(response), left);
                }
                case 304 -> new Listing(true, validator, 0);
                default -> throw unexpected(response.statusCode(), body);
            };
        }
    }

    private long readList(InputStream body, Consumer<Deployment> to) throws IOException {
        long left = 0;
        try (JsonParser parser = Json.factory().createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException(base + "/api/deployments doesn't answer with a JSON array");
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                Deployment deployment = readOne(parser);
                if (deployment != null) {
                    to.accept(deployment);
                } else {
                    left++;
                }
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw new IOException(base + "/api/deployments ended in the middle of its list");
            }
        }
        return left;
    }

    private static @Nullable Deployment readOne(JsonParser parser) throws IOException {
        return DeploymentJson.read(parser, DeploymentJson.Mode.LENIENT, Defaults.NONE)
                .deployment();
    }

    private static @Nullable String validatorOf(HttpResponse<?> response) {
        return response.headers()
                .firstValue("ETag")
                .or(() -> response.headers().firstValue("Last-Modified"))
                .orElse(null);
    }

    private HttpRequest.Builder request(String pathAndQuery, String accept, Duration wait) {
        String root = base.toString();
        URI target = URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + pathAndQuery);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target).timeout(wait.plus(readTimeout)).header("Accept", accept);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new IOException("can't connect to " + base, e);
        } catch (HttpTimeoutException e) {
            throw new IOException(base + " didn't answer in time", e);
        }
    }

    private IOException unexpected(int status, InputStream body) throws IOException {
        String start = new String(body.readNBytes(300), StandardCharsets.UTF_8).strip();
        return new IOException(base + " answers " + status + (start.isEmpty() ? "" : ": " + start));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
