package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Faults that a process has to play along with: {@code fill_memory} (its {@code mebibytes}), {@code cut} (from the
 * network, for {@code seconds}) and {@code crash} ({@code how}: 500, exit, hang or leak). The chaotic backend does, when
 * it was started with {@code --allow-faults}.
 */
final class BackendOrders {
    private static final Set<String> KNOWN = Set.of("fill_memory", "cut", "crash");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private BackendOrders() {}

    static boolean knows(String func) {
        return KNOWN.contains(func);
    }

    static void give(String func, JsonNode arguments, List<JsonNode> replicas)
            throws ActivityFailedException, InterruptedException {
        String order = switch (func) {
            case "fill_memory" -> "memory=" + arguments.path("mebibytes").asInt(256);
            case "cut" -> "cut=" + arguments.path("seconds").asInt(10) + "s";
            default -> "crash=" + URLEncoder.encode(arguments.path("how").asText("500"), StandardCharsets.UTF_8);
        };
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            for (JsonNode replica : replicas) {
                URI uri = URI.create("http://127.0.0.1:" + replica.path("port").asInt() + "/faults?" + order);
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(uri)
                                .timeout(TIMEOUT)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new ActivityFailedException(
                            "the replica " + replica.path("id").asText() + " does not take " + func + " ("
                                    + answer.statusCode() + "): only the chaotic backend with --allow-faults does");
                }
            }
        } catch (IOException e) {
            throw new ActivityFailedException("a replica could not be told to " + func + ": " + e);
        }
    }
}
