package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.App;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against the real server in this process. */
class ServerCommandsTest {
    @TempDir
    Path folder;

    private static Launcher.Running launch(EvenkeelConfig config, ConfigSources sources) throws IOException {
        App app = App.start(config, sources);
        return new Launcher.Running() {
            @Override
            public URI address() {
                return app.address();
            }

            @Override
            public void close() throws IOException {
                app.close();
            }
        };
    }

    @Test
    void theDemoShowsARealYear() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CliRun.Result result = new CliRun()
                    .launching(ServerCommandsTest::launch, new StopSignal())
                    .run("demo", "--exit", "--port", String.valueOf(taken.getLocalPort()));

            assertThat(result.err())
                    .contains("Port " + taken.getLocalPort() + " can't be used")
                    .contains("taking a free one");
            assertThat(result.code()).isZero();
            assertThat(result.out())
                    .contains("34,390 records: 34,390 new, 0 changed, 0 unchanged")
                    .contains("Deployment frequency by week", "Lead time", "Failure rate", "Latest versions")
                    .contains("every lead time is 0")
                    // Nothing answers there any more.
                    .doesNotContain("http://127.0.0.1");
            assertThat(result.outLines()).anyMatch(line -> line.matches("whitehall +756 +0 +0 +14\\.7 .*"));
        }
    }

    @Test
    void aLifeOfADeployment() throws Exception {
        var stop = new StopSignal();
        var address = new CompletableFuture<URI>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var serve = threads.submit(() -> {
                var result = new CliRun()
                        .launching(
                                (config, sources) -> {
                                    Launcher.Running running = launch(config, sources);
                                    address.complete(running.address());
                                    return running;
                                },
                                stop)
                        .run(
                                "serve",
                                "--set",
                                "server.port=0",
                                "--set",
                                "registry.store=sqlite:" + folder.resolve("e.db"));
                stop.ended(result.code());
                return result;
            });
            URI registry = address.get(30, TimeUnit.SECONDS);

            String id = cli(registry, "deployments record --service shop --version 1.8.9 --environment production")
                    .strip();
            assertThat(cli(registry, "deployments finish " + id + " --status Succeeded"))
                    .startsWith("shop 1.8.9 in production: Succeeded");
            assertThat(cli(registry, "deployments show " + id))
                    .contains("recorded as Deploying", "Deploying → Succeeded");
            assertThat(cli(registry, "deployments list")).contains("shop").contains(id);
            CliRun.Result illegal =
                    new CliRun().against(registry).run("deployments", "finish", id, "--status", "Failed");
            assertThat(illegal.code()).isEqualTo(1);
            assertThat(illegal.err().lines()).singleElement().asString().contains("Succeeded");

            assertThat(stop.request()).hasValue(0);
            assertThat(serve.get().code()).isZero();
        }
    }

    @Test
    void aLargeImportWithAMistakeNearItsStartIsToldAsSuch() throws Exception {
        Path file = folder.resolve("large.ndjson");
        try (var out = Files.newBufferedWriter(file)) {
            out.write("{\"serviceName\":\"shop\",\"version\":\"1\"}\n");
            for (int i : IntStream.range(0, 200_000).toArray()) {
                out.write("{\"serviceName\":\"shop\",\"version\":\"" + i + "\",\"environment\":\"production\"}\n");
            }
        }
        var config = ConfigSources.ofSets("server.port=0", "registry.store=sqlite:" + folder.resolve("e.db"));
        CliRun.Result result;
        try (Launcher.Running server = launch(EvenkeelConfig.load(config), config)) {
            result = new CliRun().against(server.address()).run("import", file.toString());
        }

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("line 1", "environment", "--from-line 1 ");
    }

    private static String cli(URI registry, String command) {
        CliRun.Result result = new CliRun().against(registry).run(command.split(" "));
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return result.out();
    }
}
