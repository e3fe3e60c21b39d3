package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * New versions under 200 requests a second through the gateway: a good one that nobody notices, and three bad ones that
 * are taken back by themselves, with the reason in the registry.
 */
class RollingUpdateTest {
    private static final int RATE = 200;
    private static final double GOOD_ENOUGH = 0.999;
    /** What is left to chance in the lives of the backends. */
    private static final String SEED = "11";

    @TempDir
    Path folder;

    private int gatewayPort;

    @Test
    void goodVersionsTakeOverUnnoticedAndBadOnesAreReverted() throws Exception {
        gatewayPort = Program.freePort();
        Files.writeString(folder.resolve("evenkeel.yaml"), """
                roles: [registry, gateway, supervisor]
                gateway:
                  port: %d
                  routes:
                    - {name: steady, match: {path: /steady}, upstream: {app: steady, path: /probe/data}}
                    - {name: shaky, match: {path: /shaky}, upstream: {app: shaky, path: /probe/data}}
                """.formatted(gatewayPort));
        try (Program program = Program.serve(folder, Program.freePort())) {
            try {
                updates(program);
            } catch (AssertionError | TimeoutException e) {
                throw new AssertionError(program.logText(), e);
            }
        }
    }

    private void updates(Program program) throws Exception {
        // This one crashes every ten seconds. What it does while the other is updated is what it is measured by.
        put(program, "shaky", "1.0", 4, 60, "--mean-life", "10s");
        put(program, "steady", "1.0", 3, 20, "--mean-life", "forever");
        await(program, "steady", ended("Succeeded", "1.0"));

        SteadyCaller.Tally good = during("steady", () -> {
            put(program, "steady", "1.1", 3, 20, "--mean-life", "forever");
            await(program, "steady", ended("Succeeded", "1.1"));
        });
        assertThat(good.failures()).as("of " + good.sent()).isEmpty();
        assertThat(record(program, "steady", "1.1").path("status").asText()).isEqualTo("Succeeded");

        SteadyCaller.Tally neverReady = during("steady", () -> {
            put(program, "steady", "1.2-never-ready", 3, 6, "--mean-life", "forever", "--cold-start", "3600s");
            reverted(program, "steady", "1.2-never-ready", "1.1", 6, "no progress for 6 s: 0 of 3 .*");
        });
        assertThat(neverReady.failures()).as("of " + neverReady.sent()).isEmpty();

        SteadyCaller.Tally failing = during("steady", () -> {
            put(program, "steady", "1.3-failing", 3, 20, "--mean-life", "forever", "--fail", "0.3");
            reverted(program, "steady", "1.3-failing", "1.1", 20, "failed requests: .* before .*");
        });
        assertThat(failing.share()).as("%s", failing).isGreaterThanOrEqualTo(GOOD_ENOUGH);

        SteadyCaller.Tally crashing = during("shaky", () -> {
            put(program, "shaky", "1.1-crashing", 4, 60, "--mean-life", "1s");
            // Its crashes fail requests, too, which callers don't see; whichever is proven first.
            reverted(program, "shaky", "1.1-crashing", "1.0", 60, "(crashes|failed requests): .* before .*");
        });
        assertThat(crashing.share()).as("%s", crashing).isGreaterThanOrEqualTo(GOOD_ENOUGH);
    }

    private interface Step {
        void run() throws Exception;
    }

    /** What callers see meanwhile. */
    private SteadyCaller.Tally during(String route, Step step) throws Exception {
        try (var caller = new SteadyCaller(URI.create("http://127.0.0.1:" + gatewayPort + "/" + route), RATE)) {
            step.run();
            SteadyCaller.Tally tally = caller.end();
            return tally;
        }
    }

    private static void put(
            Program program, String app, String version, int replicas, int deadlineSeconds, String... behaviour)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "chaotic-backend",
                "--port",
                "{port}",
                "--seed",
                SEED,
                "--crash",
                "500,exit",
                "--latency",
                "p50=2ms,p99=10ms"));
        words.addAll(List.of(behaviour));
        if (!words.contains("--cold-start")) {
            words.addAll(List.of("--cold-start", "200ms"));
        }
        String body = """
                {"version": "%s", "replicas": %d, "command": %s,
                 "probes": {
                   "startup": {"path": "/health/ready", "period": "200ms", "timeout": "5s", "failureThreshold": 60},
                   "readiness": {"path": "/health/ready", "period": "500ms", "timeout": "5s", "failureThreshold": 1},
                   "liveness": {"path": "/health/live", "period": "500ms", "timeout": "5s", "failureThreshold": 2}},
                 "backoff": {"initial": "100ms", "max": "1s"},
                 "rollout": {"minReadySeconds": 1, "progressDeadlineSeconds": %d}}
                """.formatted(
                        version,
                        replicas,
                        Program.JSON.writeValueAsString(Program.sample(words.toArray(String[]::new))),
                        deadlineSeconds);
        HttpResponse<String> answer = Program.HTTP.send(
                HttpRequest.newBuilder(URI.create(program.url("/api/apps/" + app)))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The rollout is over, and all that runs is of this version. */
    private static Predicate<JsonNode> ended(String phase, String version) {
        return app -> app.at("/rollout/phase").asText().equals(phase)
                && versions(app).stream().allMatch(version::equals);
    }

    private static JsonNode await(Program program, String app, Predicate<JsonNode> condition) throws Exception {
        try {
            Program.await(Duration.ofSeconds(90), () -> {
                try {
                    return condition.test(program.json("/api/apps/" + app));
                } catch (IOException e) {
                    return false;
                }
            });
            return program.json("/api/apps/" + app);
        } catch (TimeoutException e) {
            throw new AssertionError(program.json("/api/apps/" + app).toString(), e);
        }
    }

    private static List<String> versions(JsonNode app) {
        List<String> versions = new ArrayList<>();
        app.path("replicas")
                .forEach(replica -> versions.add(replica.path("version").asText()));
        return versions;
    }

    /** The good version is back everywhere, and the registry says when and why, and of what it was the way back. */
    private static void reverted(
            Program program, String app, String bad, String good, int deadlineSeconds, String reason) throws Exception {
        JsonNode view = await(program, app, ended("Reverted", good));
        assertThat(view.at("/rollout/to").asText()).startsWith(bad + "#");
        assertThat(view.at("/rollout/reason").asText()).matches(reason);

        JsonNode undone = record(program, app, bad);
        assertThat(undone.path("status").asText()).isEqualTo("RolledBack");
        assertThat(undone.at("/labels/reason").asText()).matches(reason);
        Duration took = Duration.between(
                Instant.parse(undone.path("startedAt").asText()),
                Instant.parse(undone.path("finishedAt").asText()));
        // Some of it may be used up by each step of progress before it gets stuck.
        assertThat(took).isLessThan(Duration.ofSeconds(deadlineSeconds + 5));
        JsonNode back = record(
                program,
                app,
                record -> record.path("rollbackOf")
                        .asText("")
                        .equals(undone.path("id").asText()));
        assertThat(back.path("version").asText()).isEqualTo(good);
        assertThat(back.path("status").asText()).isEqualTo("Succeeded");
    }

    /** The one of this version that was asked for, once it has ended. */
    private static JsonNode record(Program program, String app, String version) throws Exception {
        return record(
                program,
                app,
                record -> record.path("version").asText().equals(version)
                        && record.path("rollbackOf").asText("").isEmpty());
    }

    private static JsonNode record(Program program, String app, Predicate<JsonNode> which) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        Program.await(Duration.ofSeconds(10), () -> {
            try {
                for (JsonNode record : program.json("/api/deployments?serviceName=" + app)) {
                    if (which.test(record) && !record.path("status").asText().equals("Deploying")) {
                        found.add(record);
                    }
                }
            } catch (IOException e) {
                return false;
            }
            return !found.isEmpty();
        });
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
