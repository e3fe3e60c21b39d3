package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evenkeel serve}: runs until it is told to stop. */
@Command(
        name = "serve",
        description = "Run the server until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Examples:",
            "  evenkeel serve",
            "  evenkeel serve --config /etc/evenkeel.yaml --set server.port=9090",
            "  evenkeel serve --roles registry",
            "  evenkeel serve --roles insights --set insights.registryUrl=http://registry:8080"
        })
final class ServeCommand implements Callable<Integer> {
    private final Io io;
    private final Launcher launcher;
    private final StopSignal stop;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    final HelpOption help = new HelpOption();

    ServeCommand(Io io, Launcher launcher, StopSignal stop) {
        this.io = io;
        this.launcher = launcher;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        ConfigSources sources = options.sources(io.environment());
        EvenkeelConfig config = EvenkeelConfig.load(sources);
        stop.serving();
        try (Launcher.Running server = launcher.start(config, sources)) {
            stop.await();
            // Looked up here, so that no other command waits for the logging to set itself up.
            LoggerFactory.getLogger(ServeCommand.class)
                    .info("told to stop {}: finishing what is in flight", server.address());
        }
        return 0;
    }
}
