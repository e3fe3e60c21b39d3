package dev.evenkeel.server.cli;

import dev.evenkeel.server.chaos.status.StatusServer;
import java.io.IOException;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel sample status-server}: runs {@link StatusServer} until it is stopped. */
@Command(
        name = "status-server",
        description = {
            "A service whose answer anyone can set, to try a monitor on.",
            "",
            "GET /status answers the code that is set, 200 at first. POST /status/{code} sets it: 202 when it changed,"
                    + " 200 when it was that already, 400 for a code that doesn't exist. POST /flaky (202) makes it"
                    + " answer random codes after 0 to 500 ms, or ends that. GET /metrics is for Prometheus.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  evenkeel sample status-server --port 9000",
            "  curl -X POST http://127.0.0.1:9000/status/503",
            "  evenkeel watch http://127.0.0.1:9000/status --action 'POST http://127.0.0.1:9000/flaky every 10s'"
        },
        sortOptions = false)
final class StatusServerCommand extends SampleCommand {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9000",
            description = "Port, 0 for a free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Decides the codes and delays while it is flaky (${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    final HelpOption help = new HelpOption();

    StatusServerCommand(Io io, StopSignal stop) {
        super(io, stop);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        stop.serving();
        try (StatusServer server = StatusServer.start(address(port), new SplittableRandom(seed))) {
            io.line("status-server listens on " + url(server.port()));
            stop.await();
        }
        return 0;
    }
}
