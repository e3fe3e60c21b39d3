package dev.evenkeel.server.chaos.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.chaos.Latency;
import dev.evenkeel.server.chaos.backend.BackendSettings;
import dev.evenkeel.server.chaos.backend.ChaoticBackend;
import dev.evenkeel.server.chaos.backend.Crash;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments built like published ones, against a real backend and real programs. Nobody waits for pauses. */
class RunnerTest {
    @TempDir
    Path folder;

    private final Quiet progress = new Quiet();
    private ChaoticBackend backend;

    @BeforeEach
    void start() throws IOException {
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
        backend = ChaoticBackend.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), settings, true, System::nanoTime);
        Files.writeString(folder.resolve("data.txt"), "42\n");
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    @Test
    void aFileThatIsMovedAwayMakesItDeviateAndIsPutBack() throws Exception {
        Journal journal = play("service-file.json", Optional.empty());

        JsonNode json = valid(journal);
        assertThat(journal.hasDeviated()).isTrue();
        assertThat(json.at("/status").asText()).isEqualTo("completed");
        assertThat(json.at("/steady_states/before/steady_state_met").asBoolean())
                .isTrue();
        assertThat(json.at("/steady_states/before/probes")).hasSize(3);
        assertThat(json.at("/steady_states/before/probes/1/output/stdout").asText())
                .isEqualTo("42\n");
        assertThat(json.at("/steady_states/after/steady_state_met").asBoolean()).isFalse();
        assertThat(json.at("/steady_states/after/probes")).hasSize(1);
        assertThat(json.at("/steady_states/after/probes/0/tolerance_met").asBoolean())
                .isFalse();
        assertThat(json.at("/run/1/activity/name").asText()).isEqualTo("it-holds-a-good-number");
        assertThat(json.at("/run/1/output/status").asInt()).isNotZero();
        assertThat(json.at("/rollbacks/0/status").asText()).isEqualTo("succeeded");
        assertThat(folder.resolve("data.txt")).exists();
    }

    @Test
    void jsonOfAnHttpProbeIsLookedInto() throws Exception {
        Journal journal = play("users-page.yaml", Optional.empty());

        JsonNode json = valid(journal);
        assertThat(journal.good()).isTrue();
        assertThat(json.at("/steady_states/after/probes")).hasSize(3);
        assertThat(json.at("/run/0/output/status").asInt()).isEqualTo(200);
        assertThat(json.at("/rollbacks")).hasSize(1);
        assertThat(progress.pauses).containsExactly(1.5, 3.0);
    }

    @Test
    void whatIsInTheBackgroundGoesOnAndIsWaitedFor() throws Exception {
        Journal journal = play("crash-in-background.yaml", Optional.empty());

        JsonNode json = valid(journal);
        assertThat(journal.hasDeviated()).isTrue();
        assertThat(json.at("/run")).hasSize(3);
        assertThat(json.at("/run/0/activity/name").asText()).isEqualTo("something-slow");
        assertThat(json.at("/run/0/duration").asDouble()).isGreaterThanOrEqualTo(0.4);
        // The crash did not wait for the slow one.
        assertThat(json.at("/run/1/start").asText())
                .isLessThan(json.at("/run/0/end").asText());
        assertThat(json.at("/run/2/output/status").asInt()).isEqualTo(500);
        JsonNode during = json.at("/steady_states/during");
        assertThat(during.get(during.size() - 1).get("steady_state_met").asBoolean())
                .isFalse();
        assertThat(json.at("/rollbacks")).hasSize(1);
    }

    @Test
    void nothingIsDisturbedWhenTheSteadyStateIsNotThereToBeginWith() throws Exception {
        Files.delete(folder.resolve("data.txt"));
        Journal journal = play("service-file.json", Optional.empty());

        JsonNode json = valid(journal);
        assertThat(json.at("/status").asText()).isEqualTo("failed");
        assertThat(journal.hasDeviated()).isFalse();
        assertThat(journal.good()).isFalse();
        assertThat(json.at("/run")).isEmpty();
        assertThat(json.at("/rollbacks")).isEmpty();
    }

    @Test
    void aRehearsalTouchesNothing() throws Exception {
        Journal journal = play("service-file.json", Optional.of(Dry.ACTIONS));

        valid(journal);
        assertThat(journal.good()).isTrue();
        assertThat(progress.said).contains("left out move-the-file-away", "left out put-it-back");
        assertThat(progress.said).doesNotContain("left out the-file-is-there");
    }

    @Test
    void aFailingActionIsWrittenDownAndTheExperimentGoesOn() throws Exception {
        Journal journal = play(experiment("""
                title: t
                description: d
                method:
                  - {type: action, name: too-slow, provider: {type: process, path: sleep, arguments: "5", timeout: 0.05}}
                  - {type: action, name: nobody-there, provider: {type: http, url: "http://127.0.0.1:1/"}}
                  - {type: action, name: fine, provider: {type: process, path: echo, arguments: [a, 1, ""]}}
                """));

        JsonNode json = valid(journal);
        assertThat(json.at("/run/0/exception/0").asText()).contains("too long");
        assertThat(json.at("/run/1/exception/0").asText()).contains("failed to connect to http://127.0.0.1:1/");
        assertThat(json.at("/run/2/output/stdout").asText()).isEqualTo("a 1\n");
        assertThat(journal.good()).isTrue();
    }

    @Test
    void whatNobodyExpectedIsAFailureTooAndIsRolledBack() throws Exception {
        Journal journal = play(experiment("""
                title: t
                description: d
                configuration: {pattern: "("}
                method:
                  - {type: action, name: no-time, provider: {type: http, url: "${URL}", timeout: 0}}
                steady-state-hypothesis:
                  title: h
                  probes:
                    - type: probe
                      name: p
                      tolerance: {type: regex, pattern: "$pattern"}
                      provider: {type: process, path: echo}
                runtime: {hypothesis: {strategy: after-method-only}, rollbacks: {strategy: always}}
                rollbacks:
                  - {type: action, name: r, provider: {type: process, path: "true"}}
                """));

        JsonNode json = valid(journal);
        assertThat(json.at("/run/0/exception/0").asText()).contains("duration");
        assertThat(json.at("/steady_states/after/probes/0/exception/0").asText())
                .contains("PatternSyntaxException");
        assertThat(json.at("/rollbacks/0/status").asText()).isEqualTo("succeeded");
        assertThat(journal.good()).isFalse();
    }

    @Test
    void theHypothesisIsCheckedWhenTheStrategySays() throws Exception {
        for (Strategy strategy : Strategy.values()) {
            Journal journal = play(experiment("""
                    title: t
                    description: d
                    steady-state-hypothesis:
                      title: h
                      probes: [{type: probe, name: p, tolerance: 0, provider: {type: process, path: "true"}}]
                    method: []
                    runtime: {hypothesis: {strategy: %s}}
                    """.formatted(strategy)));
            JsonNode states = valid(journal).get("steady_states");

            assertThat(states.get("before").isNull()).as(strategy + " before").isEqualTo(!strategy.before());
            assertThat(states.get("after").isNull()).as(strategy + " after").isEqualTo(!strategy.after());
            assertThat(states.get("during").isEmpty()).as(strategy + " during").isEqualTo(!strategy.during());
        }
    }

    @Test
    void rollbacksArePlayedWhenTheirStrategySays() {
        assertThat(RollbackStrategy.DEFAULT.plays("completed", true)).isTrue();
        assertThat(RollbackStrategy.DEFAULT.plays("failed", false)).isFalse();
        assertThat(RollbackStrategy.DEFAULT.plays("interrupted", false)).isFalse();
        assertThat(RollbackStrategy.ALWAYS.plays("failed", false)).isTrue();
        assertThat(RollbackStrategy.NEVER.plays("completed", true)).isFalse();
        assertThat(RollbackStrategy.DEVIATED.plays("completed", true)).isTrue();
        assertThat(RollbackStrategy.DEVIATED.plays("completed", false)).isFalse();
    }

    @Test
    void anInterruptedExperimentSaysSo() throws Exception {
        Experiment experiment = experiment("""
                title: t
                description: d
                method:
                  - {type: action, name: long, provider: {type: process, path: sleep, arguments: ["60"]}}
                rollbacks:
                  - {type: action, name: r, provider: {type: process, path: "true"}}
                """);
        Thread.currentThread().interrupt();
        Journal journal = play(experiment);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(valid(journal).get("status").asText()).isEqualTo("interrupted");
        assertThat(journal.json().get("rollbacks")).isEmpty();
    }

    private Map<String, String> environment() {
        return Map.of(
                "PATH", "/bin:/usr/bin", "FOLDER", folder.toString(), "URL", "http://127.0.0.1:" + backend.port());
    }

    private Experiment experiment(String yaml) throws Exception {
        return Experiment.read(Files.writeString(folder.resolve("e.yaml"), yaml), environment(), Map.of());
    }

    private Journal play(String resource, Optional<Dry> dry) throws Exception {
        Path file = folder.resolve(resource);
        Files.write(file, resource(resource));
        Experiment experiment = Experiment.read(file, environment(), Map.of());
        return play(experiment, dry);
    }

    private Journal play(Experiment experiment) {
        return play(experiment, Optional.empty());
    }

    private Journal play(Experiment experiment, Optional<Dry> dry) {
        return new Runner("0.1.0", environment(), Clock.systemUTC(), _ -> {}, progress)
                .run(experiment, experiment.strategy(), experiment.rollbackStrategy(), dry);
    }

    /** The journal, after a second opinion has found nothing wrong with its format. */
    private static JsonNode valid(Journal journal) throws IOException {
        JsonNode json = journal.json();
        var schema = new JsonObject(new String(resource("journal.schema.json"), StandardCharsets.UTF_8));
        OutputUnit result = Validator.create(
                        JsonSchema.of(schema),
                        new JsonSchemaOptions()
                                .setDraft(Draft.DRAFT202012)
                                .setBaseUri("https://evenkeel.dev/")
                                .setOutputFormat(OutputFormat.Basic))
                .validate(new JsonObject(json.toString()));
        assertThat(result.getValid()).as(String.valueOf(result.getErrors())).isTrue();
        return json;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(RunnerTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }
}
