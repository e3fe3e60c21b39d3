package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChaosCommandsTest {
    private static final String HOLDS = """
            {"title": "t", "description": "d", "method": [], "steady-state-hypothesis": {"title": "h", "probes": [
              {"type": "probe", "name": "p", "tolerance": 0, "provider": {"type": "process", "path": "true"}}]}}
            """;
    private static final String FAILS = HOLDS.replace("\"tolerance\": 0", "\"tolerance\": 1");

    @TempDir
    Path folder;

    @Test
    void aHypothesisThatHoldsIsZeroAndTheJournalSaysSo() throws Exception {
        Path journal = folder.resolve("j.json");
        CliRun.Result result = run("chaos", "run", write("e.json", HOLDS), "--journal-path", journal.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(Json.parse(Files.readAllBytes(journal)).get("deviated").asBoolean())
                .isFalse();
    }

    @Test
    void aHypothesisThatIsLostIsOne() throws Exception {
        String file = write(
                "e.json",
                FAILS.replace(
                        "\"method\"",
                        "\"runtime\": {\"hypothesis\": {\"strategy\":" + " \"after-method-only\"}}, \"method\""));
        CliRun.Result result = run(
                "chaos", "run", file, "--journal-path", folder.resolve("j.json").toString());

        assertThat(result.code()).isOne();
        assertThat(result.out()).contains("deviated");
    }

    @Test
    void whatCanNotRunHereIsNamed() throws Exception {
        String file =
                write("e.json", HOLDS.replace("\"process\", \"path\": \"true\"", "\"python\", \"module\": \"m\""));
        CliRun.Result result = run("chaos", "run", file);

        assertThat(result.code()).isOne();
        assertThat(result.err()).contains("steady-state-hypothesis.probes[0].provider", "python can't run here");
    }

    @Test
    void verifyIsGoodWhenAllHold() throws Exception {
        write("smoke/a.json", HOLDS);
        write("experiments/b.json", HOLDS);
        CliRun.Result result = run(
                "verify", folder.toString(), "--journals", folder.resolve("out").toString());

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("held     a", "held     b");
        assertThat(folder.resolve("out/b.journal.json")).exists();
    }

    @Test
    void verifyStopsAfterTheSmokeTestsWhenOneFails() throws Exception {
        write("smoke/a.json", FAILS);
        write("smoke/b.json", HOLDS);
        write("experiments/c.json", HOLDS);
        CliRun.Result result = run("verify", folder.toString());

        assertThat(result.code()).isOne();
        assertThat(result.out()).contains("FAILED   a", "held     b", "not run  the 1 experiments");
    }

    @Test
    void verifyOfAnEmptyFolderIsNoSuccess() {
        CliRun.Result result = run("verify", folder.toString());

        assertThat(result.code()).isOne();
        assertThat(result.err()).contains("there is no smoke/*.json");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExamplesAreInOrder(Path file) {
        CliRun.Result result = run(
                "chaos",
                "run",
                "--dry",
                "activities",
                "--journal-path",
                folder.resolve("j.json").toString(),
                file.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../examples/chaotic-backend"))) {
            return files.filter(file -> file.toString().matches(".*/(smoke|experiments)/.*"))
                    .toList();
        }
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    private static CliRun.Result run(String... args) {
        return new CliRun()
                .with("PATH", "/bin:/usr/bin")
                .launching(
                        (_, _) -> {
                            throw new IllegalStateException();
                        },
                        new StopSignal())
                .run(args);
    }
}
