package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** One application at the supervisor's API. */
final class AppsApi implements AutoCloseable {
    private static final String USUAL = "http://127.0.0.1:8080";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI app;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private AppsApi(URI app, String token) {
        this.app = app;
        this.token = token;
    }

    /** @param environment has the server and the token when the arguments don't, as for the other commands */
    static AppsApi of(JsonNode arguments, Map<String, String> environment) throws ActivityFailedException {
        String server = arguments.path("server").asText(environment.getOrDefault("EVENKEEL_REGISTRY", USUAL));
        String name = arguments.path("app").asText();
        try {
            URI app = HttpRequest.newBuilder(URI.create(server.replaceAll("/$", "") + "/api/apps/" + name))
                    .build()
                    .uri();
            return new AppsApi(app, arguments.path("token").asText(environment.getOrDefault("EVENKEEL_TOKEN", "")));
        } catch (IllegalArgumentException e) {
            throw new ActivityFailedException(server + " and " + name + " make no address");
        }
    }

    /** Itself, when the processes that it tells of are on this machine. */
    AppsApi local() throws ActivityFailedException {
        try {
            if (InetAddress.getByName(app.getHost()).isLoopbackAddress()) {
                return this;
            }
        } catch (IOException e) {
            throw new ActivityFailedException(app.getHost() + " is not known: " + e.getMessage());
        }
        throw new ActivityFailedException("faults reach only processes on this machine, and " + app.getHost()
                + " is another: run the experiment there");
    }

    JsonNode app() throws ActivityFailedException, InterruptedException {
        return send(request().GET());
    }

    /** Has it run with these changes to its configuration from now on. */
    JsonNode change(JsonNode changes) throws ActivityFailedException, InterruptedException {
        ObjectNode config = app().path("config").deepCopy();
        config.setAll((ObjectNode) changes);
        return send(request()
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(config))));
    }

    private HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(app).timeout(TIMEOUT);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder request) throws ActivityFailedException, InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode answer = Json.parse(response.body());
            if (response.statusCode() >= 400) {
                throw new ActivityFailedException(app + " answers " + response.statusCode() + ": "
                        + answer.path("detail").asText());
            }
            return answer;
        } catch (IOException e) {
            throw new ActivityFailedException("the supervisor at " + app + " could not be asked: " + e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
