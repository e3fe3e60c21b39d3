package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, wrong usage, and the commands that need no server. */
class UsageTest {
    @TempDir
    Path folder;

    private static CliRun.Result run(String... args) {
        return new CliRun().run(args);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "demo",
                "check-config",
                "import",
                "insights",
                "insights frequency",
                "insights lead-time",
                "insights failure-rate",
                "insights latest",
                "deployments",
                "sample",
                "sample chaotic-backend",
                "sample flaky-geoip",
                "sample status-server",
                "load",
                "watch",
                "chaos",
                "chaos run",
                "verify",
                "deployments list",
                "deployments show",
                "deployments record",
                "deployments finish",
                "token",
                "token create",
                "token list",
                "token revoke",
                "apps",
                "apps show",
                "apps put",
                "apps restart",
                "apps rollback",
                "apps scale",
                "apps delete",
                "logs",
                "size",
                "version"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        for (String option : List.of("--help", "-h")) {
            CliRun.Result result = run((command + " " + option).split(" "));

            assertThat(result.code()).isZero();
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).startsWith("Usage: evenkeel " + command).containsPattern("Examples?:\n  ");
        }
    }

    @Test
    void withoutACommandTheHelpGoesToStderr() {
        CliRun.Result result = run();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("Usage: evenkeel ")
                .contains("Start here:", "evenkeel sample flaky-geoip", "evenkeel load http");
    }

    @Test
    void wrongUsageIsOneLineAndTwo() {
        assertWrong("evenkeel: there is no command 'sevre', did you mean serve? (see 'evenkeel --help')", "sevre");
        assertWrong(
                "evenkeel insights: there is no command 'latset', did you mean latest? (see 'evenkeel insights --help')",
                "insights",
                "latset");
        assertWrong(
                "evenkeel insights latest: Invalid value for option '--output': 'xml' is none of table, json, csv"
                        + " (see 'evenkeel insights latest --help')",
                "insights",
                "latest",
                "-o",
                "xml");
        assertWrong(
                "evenkeel demo: --port 99999: write one from 0 to 65535 (see 'evenkeel demo --help')",
                "demo",
                "--port",
                "99999");
        assertWrong(
                "evenkeel sample status-server: --port 65536: write one from 0 to 65535"
                        + " (see 'evenkeel sample status-server --help')",
                "sample",
                "status-server",
                "--port",
                "65536");
        assertWrong(
                "evenkeel sample chaotic-backend: --host 1:2: there is no such host"
                        + " (see 'evenkeel sample chaotic-backend --help')",
                "sample",
                "chaotic-backend",
                "--host",
                "1:2");
        assertWrong("evenkeel import: Missing required parameter: 'FILE' (see 'evenkeel import --help')", "import");
        assertWrong(
                "evenkeel deployments list: --limit 0: write 1 or more (see 'evenkeel deployments list --help')",
                "deployments",
                "list",
                "--limit",
                "0");
        assertWrong(
                "evenkeel import: --map x: write one name=value, without a semicolon (see 'evenkeel import --help')",
                "import",
                "--map",
                "x",
                "f.csv");
        assertWrong(
                "evenkeel insights latest: 'registry' is not an address that can be asked: write --registry or"
                        + " EVENKEEL_REGISTRY as in http://127.0.0.1:8080 (see 'evenkeel insights latest --help')",
                "insights",
                "latest",
                "--registry",
                "registry");
    }

    private static void assertWrong(String message, String... args) {
        CliRun.Result result = run(args);

        assertThat(result.err()).isEqualTo(message + System.lineSeparator());
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void version() {
        assertThat(run("version").out()).startsWith("evenkeel ");
        assertThat(run("--version").out()).isEqualTo(run("version").out());
        assertThat(run("-V").code()).isZero();
    }

    @Test
    void goodConfigurationsAreShownWithSecretsMasked() throws Exception {
        Path file = Files.writeString(
                folder.resolve("e.yaml"),
                "server: {port: 1}\ninsights: {registryUrl: http://r, registryToken: '${T}'}\n");

        CliRun.Result result = new CliRun().with("T", "tops3cret").run("check-config", file.toString());

        assertThat(result.code()).isZero();
        assertThat(result.outLines())
                .startsWith(
                        file + ": ok",
                        "roles: [registry, insights, gateway, monitor, supervisor]  # default",
                        "server:")
                .contains(
                        "  port: 1", "  host: 127.0.0.1  # default", "  registryUrl: http://r", "  registryToken: ***");
        assertThat(result.out()).doesNotContain("tops3cret");
    }

    @Test
    void badConfigurationsFailWithEveryMistake() throws Exception {
        Path file = Files.writeString(folder.resolve("e.yaml"), "server:\n  prot: 1\n  host: [a]\n");

        CliRun.Result result = run("check-config", file.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .containsExactly(
                        file + ":2:3: server.prot: unknown key, did you mean port?",
                        file + ":3:9: server.host: a list can't stand here: write one value");
    }

    @Test
    void aConfigurationThatIsNotThereFails() {
        CliRun.Result result = run("check-config", "/nowhere/e.yaml");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).startsWith("/nowhere/e.yaml: no such file");
    }

    @Test
    void serveRefusesABadConfiguration() {
        CliRun.Result result = run("serve", "--set", "server.port=x");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).startsWith("--set server.port: server.port: \"x\" is not a whole number");
    }

    @Test
    void tokens() {
        String[] file = {"--tokens", folder.resolve("tokens").toString()};
        assertThat(run("token", "list", file[0], file[1]).out()).startsWith("No tokens in ");

        CliRun.Result first = run("token", "create", "--scope", "write", file[0], file[1]);
        assertThat(first.code()).isZero();
        assertThat(first.outLines()).singleElement().asString().startsWith("ek_");
        assertThat(first.err()).contains("'write-1'");
        assertThat(run("token", "create", "--scope", "write", file[0], file[1]).err())
                .contains("'write-2'");
        assertThat(run("token", "create", "--scope", "read", "--name", "ci", file[0], file[1])
                        .code())
                .isZero();
        CliRun.Result taken = run("token", "create", "--scope", "read", "--name", "ci", file[0], file[1]);
        assertThat(taken.code()).isEqualTo(1);
        assertThat(taken.err()).startsWith("evenkeel: ").contains("ci");

        assertThat(run("token", "list", file[0], file[1]).outLines())
                .hasSize(4)
                .first()
                .asString()
                .matches("name +scope +made \\(UTC\\)");
        assertThat(run("token", "revoke", "ci", file[0], file[1]).out()).isEqualTo("Revoked 'ci'.\n");
        CliRun.Result gone = run("token", "revoke", "ci", file[0], file[1]);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err()).contains("no token is called 'ci'");
    }
}
