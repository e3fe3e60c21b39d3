package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.App;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import dev.evenkeel.server.platform.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evenkeel logs} against a supervisor with two replicas that write when they are told to. */
class LogsCommandTest {
    @TempDir
    Path folder;

    private App app;

    @BeforeEach
    void start() throws Exception {
        ConfigSources sources = ConfigSources.ofSets(
                "server.port=0", "roles=supervisor", "supervisor.folder=" + folder.resolve("supervisor"));
        app = App.start(EvenkeelConfig.load(sources), sources);
        // Writes a line for each file that appears, and one to standard error.
        String script = "echo $EVENKEEL_REPLICA begins; echo careful >&2; i=1;"
                + " while :; do [ -e " + folder + "/$i ] && { echo $EVENKEEL_REPLICA line $i; i=$((i+1)); };"
                + " sleep 0.02; done";
        String body = new String(
                Json.bytes(java.util.Map.of(
                        "replicas", 2,
                        "command", List.of("sh", "-c", script),
                        "stop", java.util.Map.of("grace", "1s"))),
                StandardCharsets.UTF_8);
        try (HttpClient http = HttpClient.newHttpClient()) {
            int status = http.send(
                            HttpRequest.newBuilder(app.address().resolve("/api/apps/writer"))
                                    .header("Content-Type", "application/json")
                                    .PUT(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        }
        awaitLines("begins", 2);
        awaitLines("careful", 2);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private CliRun.Result logs(String... more) {
        var words = new java.util.ArrayList<>(List.of("logs", "writer"));
        words.addAll(List.of(more));
        return new CliRun().against(app.address()).run(words.toArray(String[]::new));
    }

    private void awaitLines(String text, int count) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (logs().outLines().stream().filter(line -> line.contains(text)).count() < count) {
            assertThat(System.nanoTime()).as(logs().toString()).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void showsWhatWasWrittenByWhomAndWhere() throws Exception {
        CliRun.Result all = logs();
        assertThat(all.code()).isZero();
        assertThat(all.outLines())
                .hasSize(4)
                .allMatch(line -> line.matches("20\\d\\d-\\S+Z r[12] (stdout r[12] begins|stderr careful)"));
        assertThat(logs("--replica", "r2").outLines()).hasSize(2).allMatch(line -> line.contains(" r2 "));
        assertThat(logs("-n", "1").outLines()).hasSize(1);
        JsonNode line = Json.parse(logs("--json", "-n", "1").out().strip().getBytes(StandardCharsets.UTF_8));
        assertThat(line.path("app").asText()).isEqualTo("writer");
        assertThat(line.path("version").asText()).isEqualTo("unversioned");
    }

    @Test
    void anApplicationThatIsNotThereIsSaid() {
        CliRun.Result result = new CliRun().against(app.address()).run("logs", "nobody");
        assertThat(result.code()).isNotZero();
        assertThat(result.err()).contains("no application nobody");
    }

    @Test
    void followsUntilTheServerStopsWhichDoesNotWaitForIt() throws Exception {
        var run = new CompletableFuture<CliRun.Result>();
        Thread.ofVirtual().start(() -> run.complete(logs("-f", "--replica", "r1")));
        awaitFollower();
        for (int i = 1; i <= 3; i++) {
            Files.createFile(folder.resolve(String.valueOf(i)));
            awaitLines("line " + i, 2);
        }
        assertThat(run.isDone()).isFalse();

        long begin = System.nanoTime();
        app.close();
        CliRun.Result result = run.get(10, TimeUnit.SECONDS);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        assertThat(result.outLines())
                .extracting(line -> line.replaceAll("^\\S+ ", ""))
                .filteredOn(line -> line.contains("line"))
                .startsWith("r1 stdout r1 line 1", "r1 stdout r1 line 2", "r1 stdout r1 line 3");
    }

    /** There are two requests under way then: the one that asks how many there are is the other. */
    private void awaitFollower() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest metrics =
                    HttpRequest.newBuilder(app.address().resolve("/metrics")).build();
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!http.send(metrics, BodyHandlers.ofString())
                    .body()
                    .contains("evenkeel_http_requests_in_flight 2.0")) {
                assertThat(System.nanoTime()).isLessThan(end);
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
