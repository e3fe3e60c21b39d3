package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code http}: asks a URL; its output is {@code {status, headers, body}}, whatever the status. */
final class HttpProvider implements Provider {
    private static final String JSON = "application/json";
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
    private static final double MILLIS = 1000;

    @Override
    public void check(JsonNode provider, String place, List<String> problems) {
        if (provider.path("url").asText().isBlank()) {
            problems.add(place + ".url: is missing");
        }
        if (provider.hasNonNull("headers") && !provider.get("headers").isObject()) {
            problems.add(place + ".headers: must be names and values");
        }
        if (provider.has("verify_tls") && !provider.get("verify_tls").asBoolean()) {
            problems.add(place + ".verify_tls: certificates are always checked; give the JVM the one to trust");
        }
    }

    @Override
    public JsonNode run(JsonNode provider) throws ActivityFailedException, InterruptedException {
        Duration timeout = timeout(provider.path("timeout"));
        int retries = provider.path("max_retries").asInt(0);
        // No proxy, no redirects to elsewhere hidden: as the reference, redirects are followed.
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(timeout)
                .build()) {
            HttpRequest request = request(provider, timeout);
            for (int attempt = 0; ; attempt++) {
                try {
                    return output(client.send(request, HttpResponse.BodyHandlers.ofString()));
                } catch (HttpTimeoutException e) {
                    throw new ActivityFailedException("activity took too long to complete");
                } catch (IOException e) {
                    if (attempt >= retries) {
                        throw new ActivityFailedException("failed to connect to " + request.uri() + ": " + e);
                    }
                }
            }
        }
    }

    private static HttpRequest request(JsonNode provider, Duration timeout) throws ActivityFailedException {
        String method = provider.path("method").asText("GET").toUpperCase(Locale.ROOT);
        JsonNode arguments = provider.path("arguments");
        String url = provider.path("url").asText();
        boolean inUrl = method.equals("GET") && !arguments.isEmpty();
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(inUrl ? url + (url.contains("?") ? "&" : "?") + form(arguments) : url))
                    .timeout(timeout);
            provider.path("headers")
                    .properties()
                    .forEach(header ->
                            request.header(header.getKey(), header.getValue().asText()));
            String type = provider.path("headers").path("Content-Type").asText();
            if (!inUrl && arguments.isObject() && type.isEmpty()) {
                request.header("Content-Type", "application/x-www-form-urlencoded");
            }
            return request.method(method, inUrl ? BodyPublishers.noBody() : body(arguments, type))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ActivityFailedException(url + " can't be asked: " + e.getMessage());
        }
    }

    private static BodyPublisher body(JsonNode arguments, String type) {
        if (arguments.isMissingNode() || arguments.isNull()) {
            return BodyPublishers.noBody();
        }
        if (type.equals(JSON)) {
            return BodyPublishers.ofByteArray(Json.bytes(arguments));
        }
        return BodyPublishers.ofString(arguments.isTextual() ? arguments.textValue() : form(arguments));
    }

    private static String form(JsonNode arguments) {
        return arguments.properties().stream()
                .map(it -> encode(it.getKey()) + "=" + encode(it.getValue().asText()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static ObjectNode output(HttpResponse<String> response) {
        ObjectNode output = JsonNodeFactory.instance.objectNode().put("status", response.statusCode());
        ObjectNode headers = output.putObject("headers");
        response.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return output.set("body", body(response));
    }

    private static JsonNode body(HttpResponse<String> response) {
        if (response.headers().firstValue("content-type").orElse("").equals(JSON)) {
            try {
                return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                return TextNode.valueOf(response.body()); // it said JSON and is none
            }
        }
        return TextNode.valueOf(response.body());
    }

    /** Seconds; a pair is the time to connect and the time to read. */
    private static Duration timeout(JsonNode timeout) {
        if (timeout.isArray()) {
            return Duration.ofMillis(Math.round(timeout.path(1).asDouble() * MILLIS));
        }
        return timeout.isNumber() ? Duration.ofMillis(Math.round(timeout.asDouble() * MILLIS)) : USUAL_TIMEOUT;
    }
}
