package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks an Evenkeel server. Whatever goes wrong becomes a {@link CliException} that says what to do. */
final class RegistryHttp implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*rel=\"?next\"?");

    private final URI base;
    private final Optional<String> token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** @param base without a slash at the end */
    RegistryHttp(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
    }

    /** What the server said, after it was found to be no error. */
    record Answer(HttpHeaders headers, byte[] body) {
        JsonNode json() {
            try {
                return Json.parse(body);
            } catch (IOException e) {
                throw new CliException(
                        "the server's answer is not JSON: check that --registry names an Evenkeel server");
            }
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    URI base() {
        return base;
    }

    Answer get(String path, Map<String, String> query) {
        return get(url(path, query));
    }

    Answer get(URI url) {
        return answer(send(request(url).timeout(ANSWER_TIMEOUT).GET()));
    }

    /** As {@link #get}; says which server to ask when this one has no insights. */
    Answer insight(String path, Map<String, String> query) {
        HttpResponse<byte[]> response =
                send(request(url(path, query)).timeout(ANSWER_TIMEOUT).GET());
        if (response.statusCode() == 404) {
            throw new CliException(base + " answers no insights: name a server that runs the role insights with"
                    + " --registry or EVENKEEL_REGISTRY, or add the role to that one");
        }
        return answer(response);
    }

    Answer send(String method, String path, JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = request(url(path, Map.of()))
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(Json.bytes(body)));
        headers.forEach(request::header);
        return answer(send(request));
    }

    /** Has something done that needs no more words. */
    Answer post(String path, Map<String, String> query) {
        return answer(send(request(url(path, query)).timeout(ANSWER_TIMEOUT).POST(BodyPublishers.noBody())));
    }

    void delete(String path) {
        answer(send(request(url(path, Map.of())).timeout(ANSWER_TIMEOUT).DELETE()));
    }

    /** An answer that is read as it comes, for as long as it takes. */
    InputStream stream(String path, Map<String, String> query) {
        HttpResponse<InputStream> response = send(request(url(path, query)).GET(), BodyHandlers.ofInputStream());
        if (response.statusCode() >= 400) {
            try (InputStream problem = response.body()) {
                throw ServerProblem.of(response.statusCode(), problem.readAllBytes(), base)
                        .asException();
            } catch (IOException e) {
                throw broken(e);
            }
        }
        return response.body();
    }

    /** Sends a stream of any length; the answer may be an error. */
    HttpResponse<byte[]> upload(String path, Map<String, String> query, String contentType, InputStream body) {
        BodyPublisher stream = BodyPublishers.ofInputStream(() -> body);
        return send(
                request(url(path, query)).header("Content-Type", contentType).POST(stream));
    }

    /** @throws CliException when it is an error */
    Answer answer(HttpResponse<byte[]> response) {
        if (response.statusCode() >= 400) {
            throw ServerProblem.of(response.statusCode(), response.body(), base).asException();
        }
        return new Answer(response.headers(), response.body());
    }

    URI url(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(base + path + (parameters.isEmpty() ? "" : "?" + parameters));
    }

    /** The next page of a list (RFC 8288), when there is one; never on another server. */
    Optional<URI> next(Answer answer) {
        for (String link : answer.headers().allValues("Link")) {
            Matcher next = NEXT.matcher(link);
            if (next.find()) {
                return Optional.of(base.resolve(next.group(1)))
                        .filter(url -> base.getAuthority().equals(url.getAuthority()));
            }
        }
        return Optional.empty();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(URI url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).header("User-Agent", "evenkeel-cli");
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofByteArray());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request.build(), body);
        } catch (HttpConnectTimeoutException | ConnectException e) {
            throw new CliException("can't reach the registry at " + base
                    + ": start it with 'evenkeel serve', or name another with --registry or EVENKEEL_REGISTRY");
        } catch (HttpTimeoutException e) {
            throw new CliException(base + " did not answer within " + ANSWER_TIMEOUT.toSeconds()
                    + " s: try again, or look at " + base + "/health");
        } catch (IOException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted");
        }
    }

    private CliException broken(IOException e) {
        @Nullable String message = e.getMessage();
        String reason =
                message == null ? "" : " (" + message.lines().findFirst().orElse("") + ")";
        return new CliException(
                "the connection to " + base + " broke" + reason + ": try again, or look at the server's log");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
