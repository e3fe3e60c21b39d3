package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of the sources, and the variables inside of values. */
class ConfigSourcesTest {
    @TempDir
    Path folder;

    private Configs configs;

    @BeforeEach
    void setUp() {
        configs = new Configs(folder);
    }

    private ServerConfig server(String yaml, Map<String, String> environment, String... sets) throws ConfigException {
        return configs.loaded(yaml, environment, sets).config().server();
    }

    @Test
    void laterSourcesWin() throws ConfigException {
        String yaml = "server: {port: 1}";
        Map<String, String> environment = Map.of("EVENKEEL_SERVER_PORT", "2");

        assertThat(server(yaml, Map.of()).port()).isEqualTo(1);
        assertThat(server(yaml, environment).port()).isEqualTo(2);
        assertThat(server(yaml, environment, "server.port=3").port()).isEqualTo(3);
        assertThat(server(yaml, environment, "server.port=3", "server.port=4").port())
                .isEqualTo(4);
    }

    @Test
    void rolesWinOverEverything() throws ConfigException {
        var sources = new ConfigSources(
                null,
                Map.of("EVENKEEL_CONFIG", "", "EVENKEEL_ROLES", "insights"),
                List.of("roles=[insights]"),
                "registry");

        assertThat(EvenkeelConfig.load(sources).roles()).isEqualTo(Set.of(Role.REGISTRY));
    }

    @Test
    void theFileIsNamedByTheEnvironmentToo() throws Exception {
        Files.writeString(configs.file(), "server: {port: 7}");
        var named = Map.of("EVENKEEL_CONFIG", configs.file().toString());

        assertThat(EvenkeelConfig.load(new ConfigSources(null, named, List.of(), null))
                        .server()
                        .port())
                .isEqualTo(7);
        Path other = Files.writeString(folder.resolve("other.yaml"), "server: {port: 8}");
        assertThat(EvenkeelConfig.load(new ConfigSources(other, named, List.of(), null))
                        .server()
                        .port())
                .isEqualTo(8);
    }

    @Test
    void variablesAreNamedWithOrWithoutInnerUnderscores() throws ConfigException {
        assertThat(server("", Map.of("EVENKEEL_SERVER_MAX_IN_FLIGHT", "5")).maxInFlight())
                .isEqualTo(5);
        assertThat(server("", Map.of("EVENKEEL_SERVER_MAXINFLIGHT", "6")).maxInFlight())
                .isEqualTo(6);
    }

    @Test
    void emptyVariablesAndServiceLinksOfKubernetesArePassedOver() throws ConfigException {
        var environment = Map.of(
                "EVENKEEL_SERVER_HOST", "",
                "EVENKEEL_SERVER_PORT", "tcp://10.0.0.1:8080",
                "EVENKEEL_SERVICE_HOST", "10.0.0.1",
                "EVENKEEL_SERVICE_PORT_HTTP", "8080",
                "EVENKEEL_PORT_8080_TCP_ADDR", "10.0.0.1",
                "EVENKEEL_REGISTRY", "http://elsewhere",
                "EVENKEEL_TOKEN", "t",
                "PATH", "/bin");

        assertThat(server("", environment))
                .isEqualTo(EvenkeelConfig.load(ConfigSources.ofSets()).server());
    }

    @Test
    void wrongVariablesNameThemselves() {
        assertThat(configs.errors("", Map.of("EVENKEEL_SERVER_PROT", "1", "EVENKEEL_SERVER_PORT", "x")))
                .containsExactlyInAnyOrder(
                        "EVENKEEL_SERVER_PROT: no setting has this variable, did you mean EVENKEEL_SERVER_PORT?",
                        "EVENKEEL_SERVER_PORT: server.port: \"x\" is not a whole number: write one from 0 to 65535");
    }

    @Test
    void wrongOptionsNameThemselves() {
        assertThat(configs.errors("", Map.of(), "server.port=x", "server.prot=1", "server", "=1", "log={level: [}"))
                .satisfiesExactly(
                        e -> assertThat(e)
                                .isEqualTo("--set server: write it as key=value, as in --set server.port=8081"),
                        e -> assertThat(e).isEqualTo("--set: write it as key=value, as in --set server.port=8081"),
                        e -> assertThat(e).startsWith("--set log: not YAML: "),
                        e -> assertThat(e).startsWith("--set server.port: server.port: \"x\" is not a whole number"),
                        e -> assertThat(e)
                                .isEqualTo("--set server.prot: server.prot: unknown key, did you mean port?"));
    }

    @Test
    void optionsAreYaml() throws ConfigException {
        var config = configs.loaded("server: {host: h}", Map.of(), "roles=[registry]", "server={port: 5}")
                .config();

        assertThat(config.roles()).isEqualTo(Set.of(Role.REGISTRY));
        assertThat(config.server().host()).isEqualTo("h");
        assertThat(config.server().port()).isEqualTo(5);
    }

    @Test
    void anOptionWithoutValueIsAMistake() {
        assertThat(configs.errors("", Map.of(), "server.port="))
                .containsExactly("--set server.port: server.port: has no value: write one, or delete the line");
    }

    @Test
    void variablesAreSubstituted() throws ConfigException {
        var environment = Map.of("NAME", "box", "PORT", "81", "EMPTY", "");

        assertThat(server("server: {host: '${NAME}.${DOMAIN:local}'}", environment)
                        .host())
                .isEqualTo("box.local");
        assertThat(server("server: {port: '${PORT}'}", environment).port()).isEqualTo(81);
        assertThat(server("server: {host: 'a$${NAME}$b$$c'}", environment).host())
                .isEqualTo("a${NAME}$b$$c");
        assertThat(server("server:\n  port: ${EMPTY}\n  host: ${NONE:}\n", environment))
                .isEqualTo(EvenkeelConfig.load(ConfigSources.ofSets()).server());
        assertThat(server("", environment, "server.host=${NAME}").host()).isEqualTo("box");
    }

    @Test
    void whatAVariableHoldsIsNotReadAgain() throws ConfigException {
        assertThat(server("server: {host: '${A}'}", Map.of("A", "${B}", "B", "x"))
                        .host())
                .isEqualTo("${B}");
    }

    @Test
    void missingVariablesAndBrokenReferences() {
        assertThat(configs.errors("server:\n  host: ${NOPE}\n  port: ${1X}\n"))
                .containsExactly(
                        "F:2:9: the environment has no variable NOPE: set it, or give a default as in ${NOPE:default}",
                        "F:3:9: a ${ that is no variable: write ${NAME} or ${NAME:default}, or $${ for the text ${");
    }

    @Test
    void whatCameFromVariablesIsNeverShown() {
        var environment = Map.of("SECRET", "hunter2");
        List<String> errors = configs.errors("""
                roles: ['${SECRET}']
                server: {port: '${SECRET}', maxBodySize: '${SECRET}', idleTimeout: '${SECRET}', insecure: '${SECRET}'}
                insights: {registryUrl: 'ftp://${SECRET}'}
                registry: {store: '${SECRET}'}
                log: {level: '${SECRET}'}
                """, environment, "server.maxInFlight=${SECRET}");

        assertThat(errors).hasSize(9).noneMatch(e -> e.contains("hunter2"));
        assertThat(errors.get(1))
                .isEqualTo("F:2:16: server.port: \"${SECRET}\" (with its variables put in) is not a whole number:"
                        + " write one from 0 to 65535");
    }

    @Test
    void aMissingNamedFileIsAMistake() {
        var sources = new ConfigSources(null, Map.of("EVENKEEL_CONFIG", "/nowhere/e.yaml"), List.of(), null);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> EvenkeelConfig.load(sources))
                .withMessageContaining("/nowhere/e.yaml: no such file");
    }
}
