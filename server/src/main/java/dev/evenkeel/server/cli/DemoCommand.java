package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evenkeel demo}: a server on a fresh folder, filled with a real year. */
@Command(
        name = "demo",
        description =
                "Import a real year of deployments into a fresh folder, show its metrics, and serve until Ctrl-C.",
        footer = {"", "Examples:", "  evenkeel demo", "  evenkeel demo --port 9090", "  evenkeel demo --exit"})
final class DemoCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;

    private final Io io;
    private final Launcher launcher;
    private final StopSignal stop;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Where to listen; ${DEFAULT-VALUE} by default, another when that is taken.")
    private int port;

    @Option(names = "--exit", description = "End after the tables instead of serving.")
    private boolean exit;

    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    @Spec
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

    DemoCommand(Io io, Launcher launcher, StopSignal stop) {
        this.io = io;
        this.launcher = launcher;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > MOST_PORT) {
            throw new ParameterException(spec.commandLine(), "--port " + port + ": write one from 0 to " + MOST_PORT);
        }
        if (!exit) {
            stop.serving();
        }
        Path folder = Files.createTempDirectory("evenkeel-demo-");
        ConfigSources sources = config(folder);
        try (Launcher.Running server = launcher.start(EvenkeelConfig.load(sources), sources);
                var http = new RegistryHttp(server.address(), Optional.empty())) {
            var demo = new Demo(io, http);
            demo.importYear();
            demo.showInsights();
            if (!exit) {
                demo.showAddresses();
                io.line("");
                io.line("Serving on " + server.address() + " until Ctrl-C. The records are in " + folder
                        + " and go away with the demo.");
                stop.await();
            }
        } finally {
            delete(folder);
        }
        return 0;
    }

    private ConfigSources config(Path folder) {
        return ConfigSources.ofSets(
                "server.host=127.0.0.1",
                "server.port=" + freePort(),
                "server.tokens='" + folder.resolve("tokens").toString().replace("'", "''") + "'",
                "registry.store='sqlite:" + folder.resolve("demo.db").toString().replace("'", "''") + "'",
                "log.level=warn");
    }

    private int freePort() {
        if (port == 0) {
            return 0;
        }
        try (var probe = new ServerSocket()) {
            // As the server does, so that connections that linger from a demo before don't count as taken.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return port;
        } catch (IOException e) {
            io.err().println("Port " + port + " can't be used (" + e.getMessage() + "), taking a free one.");
            return 0;
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
