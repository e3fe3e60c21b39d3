package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake a user can make is told with its place and what would be right. */
class ConfigErrorsTest {
    @TempDir
    Path folder;

    private List<String> errors(String yaml) {
        return new Configs(folder).errors(yaml);
    }

    @Test
    void allAtOnceInTheOrderOfTheFile() {
        assertThat(errors("""
                server:
                  prot: 8080
                  maxBodySize: lots
                  insecure: yes
                  idleTimeout: 10
                log:
                  level: inof
                surprise: 1
                """))
                .containsExactly(
                        "F:2:3: server.prot: unknown key, did you mean port?",
                        "F:3:16: server.maxBodySize: \"lots\" is not a size: write bytes or a unit,"
                                + " as in 65536, 64KiB, 1MiB or 10MB",
                        "F:4:13: server.insecure: \"yes\" is neither true nor false",
                        "F:5:16: server.idleTimeout: \"10\" has no unit: write it as in 500ms, 10s, 5m, 1h or 7d",
                        "F:7:10: log.level: \"inof\" is not known, did you mean info?",
                        "F:8:1: surprise: unknown key, known are roles, server, registry, insights, gateway, monitor, supervisor, log, traces");
    }

    @Test
    void keysAtTheWrongLevelAreFound() {
        assertThat(errors("port: 80\n")).containsExactly("F:1:1: port: unknown key, did you mean server.port?");
    }

    @Test
    void numbers() {
        assertThat(errors("server: {port: 65536}"))
                .containsExactly(
                        "F:1:16: server.port: \"65536\" is out of range: write a whole number from 0 to 65535");
        assertThat(errors("server: {port: 99999999999999999999}"))
                .hasSize(1)
                .first()
                .asString()
                .contains("range");
        assertThat(errors("server: {port: 80.5}"))
                .containsExactly("F:1:16: server.port: \"80.5\" is not a whole number: write one from 0 to 65535");
        assertThat(errors("server: {port: }"))
                .containsExactly("F:1:15: server.port: has no value: write one, or delete the line");
        assertThat(errors("server: {port: [80]}"))
                .containsExactly("F:1:16: server.port: a list can't stand here: write one value");
        assertThat(errors("server: {port: {a: 1}}"))
                .containsExactly("F:1:16: server.port: a mapping can't stand here: write one value");
    }

    @Test
    void ranges() {
        assertThat(errors("server: {drainDelay: 11m, maxBodySize: 1}"))
                .containsExactly(
                        "F:1:22: server.drainDelay: \"11m\" is out of range: write a duration from 0s to 10m",
                        "F:1:40: server.maxBodySize: \"1\" is out of range: write a size from 1KiB to 1GiB");
    }

    @Test
    void sectionsThatAreNone() {
        assertThat(errors("server: 80"))
                .containsExactly("F:1:9: server: a section with keys of its own goes here," + " indented");
        assertThat(errors("- server"))
                .containsExactly("F:1:1: sections go here, as in server: with port: 8080 indented below it");
        assertThat(errors("hello")).hasSize(1);
    }

    @Test
    void roles() {
        assertThat(errors("roles: [registy, registry, registry]"))
                .containsExactly("F:1:9: roles: \"registy\" is not known, did you mean registry?");
        assertThat(errors("roles: registry, registry"))
                .containsExactly("F:1:8: roles: \"registry\" is there twice: write it once");
        assertThat(errors("roles: []"))
                .containsExactly(
                        "F:1:8: roles: must not be empty: write at least one of registry, insights, gateway, monitor, supervisor");
    }

    @Test
    void duplicateKeys() {
        assertThat(errors("server:\n  port: 1\n  port: 2\n"))
                .hasSize(1)
                .first()
                .asString()
                .isEqualTo("F:3:3: port: written twice, first at F:2:3: delete one of them");
    }

    @Test
    void yamlThatIsNone() {
        assertThat(errors("server:\n\tport: 1\n")).hasSize(1).first().asString().startsWith("F:2:1: not YAML: ");
        assertThat(errors("server: {port: 1\n")).hasSize(1).first().asString().contains("not YAML: expected ','");
        assertThat(errors("a: 1\n---\nb: 2\n")).hasSize(1).first().asString().contains("single document");
        assertThat(errors("a: \"\\x")).hasSize(1).first().asString().contains("\\x takes 2 hexadecimal digits");
        assertThat(errors("a: \"\\UFFFFFFFF\"")).hasSize(1).first().asString().contains("not YAML: ");
        assertThat(errors("a: \u0001")).hasSize(1).first().asString().startsWith("F: not YAML: ");
        assertThat(errors("server: *nowhere")).hasSize(1).first().asString().contains("undefined alias");
    }

    @Test
    void nothingInTheFileBuildsObjects() {
        assertThat(errors("server: {host: !!javax.script.ScriptEngineManager []}"))
                .isNotEmpty();
        assertThat(errors("server: {host: !mine x}"))
                .containsExactly("F:1:16: the tag !mine means nothing here: delete it");
    }

    @Test
    void aliasesThatNeverEnd() {
        assertThat(errors("server: &a\n  host: *a\n"))
                .anyMatch(e -> e.contains("an alias inside of what it stands for"));
    }

    @Test
    void aliasesAreFollowed() throws ConfigException {
        assertThat(new Configs(folder)
                        .load("server: {requestTimeout: &t 7s, idleTimeout: *t}")
                        .server()
                        .idleTimeout())
                .hasSeconds(7);
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        Path missing = folder.resolve("missing.yaml");
        assertThat(messages(missing))
                .containsExactly(missing + ": no such file: check the path given with --config or EVENKEEL_CONFIG");
        assertThat(messages(folder)).containsExactly(folder + ": can't be read: it is a folder");
        Path binary = Files.write(folder.resolve("latin1.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9});
        assertThat(messages(binary)).containsExactly(binary + ": not UTF-8 text: save it as UTF-8");
        Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        assertThat(messages(large)).containsExactly(large + ": larger than 1 MiB: this is no configuration");
    }

    private static List<String> messages(Path file) {
        try {
            LoadedConfig.load(new ConfigSources(file, Map.of(), List.of(), null));
            return List.of();
        } catch (ConfigException e) {
            return e.messages();
        }
    }
}
