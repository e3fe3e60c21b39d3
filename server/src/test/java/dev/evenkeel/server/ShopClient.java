package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Asks a running program about its application {@code shop}, and whatever else it is told to. */
final class ShopClient {
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(15)).build(), BodyHandlers.ofString());
    }

    /** The application once it is like this, within a minute. */
    JsonNode await(App app, Predicate<JsonNode> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            String text = get(app.address().resolve("/api/apps/shop")).body();
            JsonNode view = Json.mapper().readTree(text);
            if (condition.test(view)) {
                return view;
            }
            assertThat(System.nanoTime()).as("not within a minute: " + text).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
