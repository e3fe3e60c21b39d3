package dev.evenkeel.server.monitor.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * Sends notices as HTTP requests. The identity stands in {@code Idempotency-Key}. What was refused for good (4xx but
 * 408, 425 and 429) is not tried again.
 */
public final class HttpSender implements Sender {
    private static final int SHOWN = 300;

    private final HttpClient client;
    private final URI url;
    private final String method;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final Function<JsonNode, String> body;

    /**
     * @param client shared, closed by its owner
     * @param headers {@code Content-Type} among them
     * @param body makes the body of a notice
     */
    public HttpSender(
            HttpClient client,
            URI url,
            String method,
            Map<String, String> headers,
            Duration timeout,
            Function<JsonNode, String> body) {
        this.client = client;
        this.url = url;
        this.method = method;
        this.headers = Map.copyOf(headers);
        this.timeout = timeout;
        this.body = body;
    }

    @Override
    public void send(JsonNode notice, String identity) throws NotSentException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .method(method, BodyPublishers.ofString(body.apply(notice), StandardCharsets.UTF_8))
                .header("Idempotency-Key", identity);
        headers.forEach(request::setHeader);
        HttpResponse<String> response;
        try {
            response = client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new NotSentException("can't be reached: " + why, false);
        }
        int status = response.statusCode();
        if (status >= 300) {
            String text = response.body().strip();
            String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
            throw new NotSentException(
                    "answers " + status + (shown.isEmpty() ? "" : ": " + shown),
                    status < 500 && status != 408 && status != 425 && status != 429);
        }
    }
}
