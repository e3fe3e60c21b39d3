package dev.evenkeel.server.chaos.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.server.chaos.Latency;
import dev.evenkeel.server.chaos.backend.BackendSettings;
import dev.evenkeel.server.chaos.backend.ChaoticBackend;
import dev.evenkeel.server.chaos.backend.Crash;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a supervisor's API that is a stub, and processes that are real. */
class EvenkeelProviderTest {
    private final List<Process> processes = new ArrayList<>();
    private final EvenkeelProvider provider = new EvenkeelProvider(Map.of());
    private final ObjectNode app = Json.mapper().createObjectNode();
    private HttpServer api;
    private String put = "";

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/api/apps/shop", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("PUT")) {
                put = new String(body, StandardCharsets.UTF_8);
            }
            byte[] answer = Json.bytes(app);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        api.start();
        app.put("name", "shop").put("status", "Ready").put("wanted", 1).put("ready", 1);
        app.putArray("replicas");
    }

    @AfterEach
    void stop() {
        api.stop(0);
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void killsAsManyAsAreWanted() throws Exception {
        Process first = replica("a", 1);
        Process second = replica("b", 1);
        JsonNode output = run("kill", "'replicas': 1");

        assertThat(output.at("/replicas/0").asText()).isEqualTo("a");
        assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.isAlive()).isTrue();
    }

    @Test
    void killsThemAll() throws Exception {
        Process first = replica("a", 1);
        Process second = replica("b", 1);
        run("kill", "'replicas': 'all'");

        assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoIsPausedGoesOnAfterwards() throws Exception {
        Process process = replica("a", 1);
        Thread pausing = Thread.ofVirtual().start(() -> quietly("pause", "'seconds': 0.5"));

        awaitUntil(() -> state(process) == 'T');
        pausing.join();
        awaitUntil(() -> state(process) == 'S');
    }

    @Test
    void whoIsPausedGoesOnWhenTheExperimentIsInterrupted() throws Exception {
        Process process = replica("a", 1);
        Thread pausing = Thread.ofVirtual().start(() -> quietly("pause", "'seconds': 600"));

        awaitUntil(() -> state(process) == 'T');
        pausing.interrupt();
        pausing.join();
        awaitUntil(() -> state(process) == 'S');
    }

    @Test
    void whoIsSlowIsStoppedAgainAndAgain() throws Exception {
        Process process = replica("a", 1);
        Thread slow = Thread.ofVirtual().start(() -> quietly("slow", "'seconds': 1"));

        awaitUntil(() -> state(process) == 'T');
        awaitUntil(() -> state(process) == 'S');
        awaitUntil(() -> state(process) == 'T');
        slow.join();
        awaitUntil(() -> state(process) == 'S');
    }

    @Test
    void ordersReachTheBackend() throws Exception {
        var settings = new BackendSettings(
                "1",
                1,
                "1",
                1,
                Latency.parse("0"),
                Optional.empty(),
                List.of(Crash.ERROR),
                Latency.parse("0"),
                Duration.ZERO,
                0);
        try (ChaoticBackend backend = ChaoticBackend.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), settings, true, System::nanoTime);
                HttpClient http = HttpClient.newHttpClient()) {
            replica("a", backend.port());
            run("crash", "'how': '500'");

            URI uri = URI.create("http://127.0.0.1:" + backend.port() + "/health/live");
            assertThat(http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(500);
            assertThatThrownBy(() -> run("crash", "'how': 'boom'"))
                    .isInstanceOf(ActivityFailedException.class)
                    .hasMessageContaining("400");
        }
    }

    @Test
    void deploysTheConfigurationWithItsChanges() throws Exception {
        app.putObject("config").put("version", "1").put("replicas", 4);
        run("deploy", "'changes': {'version': '2'}");

        assertThat(Json.mapper().readTree(put)).isEqualTo(JsonPathTest.json("{\"version\":\"2\",\"replicas\":4}"));
    }

    @Test
    void waitsUntilTheRolloutHasEnded() throws Exception {
        assertThat(run("settled", "'seconds': 1").path("ready").asInt()).isOne();
        app.putObject("rollout").put("phase", "Progressing");
        assertThatThrownBy(() -> run("settled", "'seconds': 0.3"))
                .isInstanceOf(ActivityFailedException.class)
                .hasMessageContaining("not settled within 0.3 s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kill | 'replicas': 3 | has 1 replicas that run, and 3 are wanted",
                "kill | 'server': 'http://192.0.2.1:8080' | only processes on this machine",
                "app | 'server': 'http://127.0.0.1:1' | could not be asked",
                "app | 'server': 'no address' | make no address",
                "app | 'server': 'localhost:8080' | make no address",
                "crash | 'how': 'in style' | could not be told to crash",
            })
    void saysWhyItCouldNot(String func, String argument, String message) throws Exception {
        replica("a", 1);
        assertThatThrownBy(() -> run(func, argument))
                .isInstanceOf(ActivityFailedException.class)
                .hasMessageContaining(message);
    }

    private void quietly(String func, String argument) {
        try {
            run(func, argument);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode run(String func, String argument) throws Exception {
        String server = "'server': 'http://127.0.0.1:" + api.getAddress().getPort() + "'";
        String arguments = "'app': 'shop', " + (argument.contains("'server'") ? argument : server + ", " + argument);
        return provider.run(
                JsonPathTest.json(("{'func': '" + func + "', 'arguments': {" + arguments + "}}").replace('\'', '"')));
    }

    private Process replica(String id, int port) throws IOException {
        Process process = new ProcessBuilder("sleep", "600").start();
        processes.add(process);
        app.withArrayProperty("replicas")
                .addObject()
                .put("id", id)
                .put("pid", process.pid())
                .put("port", port)
                .put("ready", true);
        return process;
    }

    private static char state(Process process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
