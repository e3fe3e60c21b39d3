package dev.evenkeel.server;

import dev.evenkeel.server.cli.Cli;
import dev.evenkeel.server.cli.Io;
import dev.evenkeel.server.cli.Launcher;
import dev.evenkeel.server.cli.StopSignal;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import dev.evenkeel.server.config.LogConfig;
import dev.evenkeel.server.platform.telemetry.Logging;
import java.io.IOException;
import java.net.URI;
import java.security.Security;
import org.slf4j.event.Level;

/** Parses the arguments; the only place that exits. */
public final class Main {
    /** How long Java may take what a name means from memory; by itself, 30 s, and 10 s when there is no such name. */
    private static final String NAME_SECONDS = "1";

    private Main() {}

    public static void main(String[] args) {
        var stop = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop), "stop"));
        int code = 1;
        try {
            code = new Cli(Io.system(), Main::launch, stop).run(args);
        } finally {
            stop.ended(code);
        }
        System.exit(code);
    }

    /** On SIGTERM and SIGINT: a server that ended in good order has succeeded, whatever told it to stop. */
    private static void end(StopSignal stop) {
        try {
            stop.request().ifPresent(Runtime.getRuntime()::halt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Launcher.Running launch(EvenkeelConfig config, ConfigSources sources) throws IOException {
        configure(config.log());
        // So that the gateway, which looks again as often as its routes say, sees when a service has moved.
        Security.setProperty("networkaddress.cache.ttl", NAME_SECONDS);
        Security.setProperty("networkaddress.cache.negative.ttl", NAME_SECONDS);
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

    private static void configure(LogConfig log) {
        Logging.Format format = switch (log.format()) {
            case AUTO -> Logging.Format.AUTO;
            case JSON -> Logging.Format.JSON;
            case TEXT -> Logging.Format.TEXT;
        };
        Logging.configure(format, Level.valueOf(log.level().name()));
    }
}
