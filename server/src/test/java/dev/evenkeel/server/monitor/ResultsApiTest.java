package dev.evenkeel.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.probe.Cause;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.core.probe.Timings;
import dev.evenkeel.core.probe.Verdict;
import dev.evenkeel.server.monitor.store.Batch;
import dev.evenkeel.server.monitor.store.History;
import dev.evenkeel.server.monitor.store.MonitorStore;
import dev.evenkeel.server.platform.http.TestServer;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.testkit.ManualClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a real server that checks each answer against the document: a check that ran once, and one that only began. */
class ResultsApiTest {
    private static final Instant NOW = Instant.parse("2026-11-19T10:00:00Z");

    @TempDir
    private Path folder;

    private MonitorStore store;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        Duration day = Duration.ofDays(1);
        store = MonitorStore.open(folder.resolve("m.db"), new MonitorStore.Retention(day, 1000, day, day));
        var batch = new Batch();
        batch.add(result("once"), Streak.NONE);
        store.write(batch, NOW);
        var api = new ResultsApi(new History(store), "fresh"::equals, ManualClock.at(NOW.toString()));
        server = TestServer.start(api::register);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        store.close();
    }

    private static Result result(String check) {
        Instant at = NOW.minusSeconds(120);
        return new Result(
                check,
                7,
                at,
                at.plusMillis(1),
                at.plusMillis(5),
                Verdict.FAILURE,
                Cause.TIMEOUT,
                "no answer",
                null,
                "127.0.0.1",
                Timings.EMPTY,
                null,
                null,
                "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void whatIsKeptIsAnsweredAsTheDocumentSays() throws Exception {
        HttpResponse<String> answer = server.get("/api/checks/once/results");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode run = Json.mapper().readTree(answer.body()).get(0);
        assertThat(run.get("slot").asInt()).isEqualTo(7);
        assertThat(run.get("intendedAt").asText()).startsWith("2026-11-19T09:58:00");
        assertThat(run.get("verdict").asText()).isEqualTo("failure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"results", "uptime", "badge.svg"})
    void aCheckThatThereHasNeverBeenIsNotFound(String part) throws Exception {
        HttpResponse<String> answer = server.get("/api/checks/nope/" + part);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(Json.mapper().readTree(answer.body()).get("detail").asText()).contains("there is no check 'nope'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"results", "uptime", "badge.svg"})
    void oneThatHasNotRunYetAndOneThatRanOnceAreFound(String part) throws Exception {
        assertThat(server.get("/api/checks/fresh/" + part).statusCode()).isEqualTo(200);
        assertThat(server.get("/api/checks/once/" + part).statusCode()).isEqualTo(200);
    }
}
