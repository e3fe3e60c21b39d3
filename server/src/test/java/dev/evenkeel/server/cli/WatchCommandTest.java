package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.chaos.status.StatusServer;
import dev.evenkeel.server.platform.json.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WatchCommandTest {
    private StatusServer server;
    private String base;

    @BeforeEach
    void start() throws Exception {
        server =
                StatusServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new SplittableRandom(1));
        base = "http://127.0.0.1:" + server.port();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private CliRun.Result watch(String... options) {
        List<String> words = new ArrayList<>(List.of("watch", base + "/status", "-i", "1s"));
        words.addAll(List.of(options));
        return new CliRun().run(words.toArray(String[]::new));
    }

    @Test
    void printsALineForEachAnswerAndASummary() {
        CliRun.Result result =
                new CliRun().run("watch", base + "/status", "-i", "400ms", "-n", "2", "--objective", "0");
        assertThat(result.code()).isZero();
        assertThat(result.outLines()).anyMatch(line -> line.matches(".*/status +(200|-) .*"));
        assertThat(result.out()).contains("succeeded").contains("objective 0 %: met");
    }

    @Test
    void endsWithOneBelowTheObjective() throws Exception {
        assertThat(post("/status/503")).isEqualTo(202);
        CliRun.Result result = watch("-n", "3", "-o", "json", "--objective", "99");
        assertThat(result.code()).isEqualTo(1);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : result.outLines()) {
            lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(lines)
                .anySatisfy(line -> assertThat(line.path("error").asText()).isEqualTo("status in 200..299: was 503"));
        JsonNode summary = lines.getLast();
        assertThat(summary.path("type").asText()).isEqualTo("summary");
        assertThat(summary.at("/urls/0/successRate").asDouble()).isZero();
        assertThat(summary.at("/urls/0/objectiveMet").asBoolean()).isFalse();
    }

    @Test
    @Timeout(20)
    void endsWhenNobodyReadsItAnyMore() throws Exception {
        for (String form : List.of("text", "json")) {
            CliRun.Result result = new CliRun()
                    .readingUpTo(2)
                    .run("watch", base + "/status", "-i", "50ms", "-o", form, "--objective", "0");
            assertThat(result.code()).isZero();
            assertThat(result.outLines()).hasSize(2);
            assertThat(result.err()).isEmpty();
        }
        assertThat(post("/status/503")).isEqualTo(202);
        assertThat(new CliRun()
                        .readingUpTo(2)
                        .run("watch", base + "/status", "-i", "200ms", "--objective", "100")
                        .code())
                .isEqualTo(1);
    }

    @Test
    void doesWhatItIsToldToMeanwhile() {
        CliRun.Result result = watch("-n", "3", "--action", "POST " + base + "/flaky every 500ms");
        assertThat(result.out()).contains("action  POST /flaky answered 202");
    }

    @Test
    void theObjectiveAndWhereActionsWentAreExactInJson() throws Exception {
        String action = "POST " + base + "/status/200?by=us every 300ms";
        CliRun.Result result = watch("-n", "2", "-o", "json", "--objective", "99.990", "--action", action);
        assertThat(result.outLines().getLast()).contains("\"objective\":0.9999,");
        assertThat(result.outLines())
                .anyMatch(line -> line.contains("\"request\":\"POST " + base + "/status/200?by=us\""));
        assertThat(new CliRun()
                        .run("watch", base + "/status", "-n", "1", "-o", "json", "--objective", "100.0")
                        .outLines()
                        .getLast())
                .contains("\"objective\":1,");
    }

    @Test
    void wrongUsageIsToldApart() {
        assertThat(new CliRun().run("watch", "example").err()).contains("begins with none of");
        assertThat(new CliRun().run("watch", base, "-c", "latency < 3xs").err()).contains("character 12");
        assertThat(new CliRun().run("watch", base, "--action", "POST often").err())
                .contains("is written as in");
        assertThat(new CliRun().run("watch", base, "--objective", "101").code()).isEqualTo(2);
        for (String objective : List.of("101", "-1", "many", "NaN", "1e999999999")) {
            CliRun.Result refused = new CliRun().run("watch", base, "--objective", objective);
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("'" + objective + "' is no percentage, 0 to 100");
        }
    }

    @Test
    void theSampleSetsItsAnswer() throws Exception {
        assertThat(post("/status/503")).isEqualTo(202);
        assertThat(post("/status/503")).isEqualTo(200);
        assertThat(get("/status")).isEqualTo(503);
        assertThat(post("/status/999")).isEqualTo(400);
        assertThat(post("/status/abc")).isEqualTo(400);
        assertThat(post("/status/199")).isEqualTo(400);
        assertThat(post("/flaky")).isEqualTo(202);
        assertThat(post("/status/200")).isEqualTo(202);
        assertThat(get("/status")).isEqualTo(200);
        assertThat(get("/metrics")).isEqualTo(200);
        assertThat(get("/flaky")).isEqualTo(405);
        assertThat(get("/other")).isEqualTo(404);
    }

    private int post(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private int get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(base + path)).build());
    }

    private static int send(HttpRequest request) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
