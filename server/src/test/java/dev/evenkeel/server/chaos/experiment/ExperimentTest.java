package dev.evenkeel.server.chaos.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/bin:/usr/bin", "PORT", "9000");

    @TempDir
    Path folder;

    @Test
    void pythonIsRefusedBeforeAnythingRuns() throws Exception {
        assertThat(problems("""
                title: t
                description: d
                method:
                  - type: action
                    name: a
                    provider: {type: python, module: chaosk8s.pod.actions, func: terminate_pods}
                """))
                .singleElement()
                .asString()
                .contains("method[0].provider", "python", "chaosk8s.pod.actions", "http or process");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() throws Exception {
        assertThat(problems("""
                configuration: {gone: {type: env, key: NOT_SET}}
                steady-state-hypothesis:
                  probes:
                    - {type: probe, name: p, provider: {type: http}}
                method:
                  - {type: proob, provider: {type: process, path: no-such-program}, pauses: {after: soon}}
                  - {ref: nobody}
                  - {type: action, name: a, background: 1, provider: {type: evenkeel, func: boom, arguments: {replicas: 0}}}
                rollbacks:
                  - {type: action, name: r, provider: {type: smoke-signal}}
                runtime: {hypothesis: {strategy: sometimes}, rollbacks: {strategy: perhaps}}
                dry: martini
                """))
                .extracting(problem -> problem.substring(problem.indexOf(": ") + 2))
                .satisfiesExactlyInAnyOrder(
                        it -> assertThat(it).startsWith("configuration.gone: the environment variable NOT_SET"),
                        it -> assertThat(it).isEqualTo("title: is missing"),
                        it -> assertThat(it).isEqualTo("description: is missing"),
                        it -> assertThat(it).isEqualTo("steady-state-hypothesis.title: is missing"),
                        it -> assertThat(it).startsWith("steady-state-hypothesis.probes[0].provider.url"),
                        it -> assertThat(it).startsWith("steady-state-hypothesis.probes[0].tolerance"),
                        it -> assertThat(it).startsWith("method[0].type"),
                        it -> assertThat(it).startsWith("method[0].name"),
                        it -> assertThat(it).startsWith("method[0].provider.path: there is no program"),
                        it -> assertThat(it).startsWith("method[0].pauses.after"),
                        it -> assertThat(it).startsWith("method[1].ref: there is no activity named nobody"),
                        it -> assertThat(it).startsWith("method[2].background"),
                        it -> assertThat(it).startsWith("method[2].provider.func"),
                        it -> assertThat(it).startsWith("method[2].provider.arguments.app"),
                        it -> assertThat(it).startsWith("method[2].provider.arguments.replicas"),
                        it -> assertThat(it).startsWith("rollbacks[0].provider.type"),
                        it -> assertThat(it).startsWith("runtime.hypothesis.strategy"),
                        it -> assertThat(it).startsWith("runtime.rollbacks.strategy"),
                        it -> assertThat(it).startsWith("dry"));
    }

    @Test
    void aFileThatIsNoYamlIsNamedWithItsLine() throws Exception {
        assertThat(problems("title: [\nmethod: {")).singleElement().asString().contains("experiment.yaml:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${port}|9000",
                "http://x:${port}/$path|\"http://x:9000/here\"",
                "costs $$5|\"costs $5\"",
                "${unknown}|\"${unknown}\"",
                "$.a.b|\"$.a.b\"",
                "${on}|true",
                "${secret}|\"s3cret\"",
                "${tree}|{\"a\":1}",
                "it is ${tree}|\"it is {\\\"a\\\":1}\"",
            })
    void variablesGoIn(String text, String expected) throws Exception {
        Experiment experiment = read("""
                title: t
                description: d
                method: []
                configuration:
                  port: {type: env, key: PORT, env_var_type: int}
                  path: {type: env, key: NOT_SET, default: here}
                  "on": {type: env, key: NOT_SET, default: "true", env_var_type: bool}
                  tree: {a: 1}
                secrets:
                  api: {secret: s3cret}
                """, Map.of());
        var node = TextNode.valueOf(text);
        assertThat(experiment.variables().substitute(node)).hasToString(expected);
    }

    @Test
    void theCommandLineComesBeforeTheFile() throws Exception {
        Experiment experiment = read("""
                title: "of ${who}"
                description: d
                method: []
                configuration: {who: nobody, number: 5}
                """, Map.of("who", "me", "number", "7"));

        assertThat(experiment.title()).isEqualTo("of me");
        assertThat(experiment.variables().substitute(JsonPathTest.json("[\"${number}\"]")))
                .hasToString("[7]");
    }

    @Test
    void controlsAreLeftOutAloud() throws Exception {
        Experiment experiment = read("""
                title: t
                description: d
                controls: [{name: c, provider: {type: python, module: m}}]
                method: []
                """, Map.of());

        assertThat(experiment.warnings()).singleElement().asString().contains("controls", "left out");
    }

    private List<String> problems(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("experiment.yaml"), yaml);
        return catchThrowableOfType(
                        InvalidExperimentException.class, () -> Experiment.read(file, ENVIRONMENT, Map.of()))
                .problems();
    }

    private Experiment read(String yaml, Map<String, String> overrides) throws Exception {
        Path file = Files.writeString(folder.resolve("experiment.yaml"), yaml);
        return Experiment.read(file, ENVIRONMENT, overrides);
    }
}
