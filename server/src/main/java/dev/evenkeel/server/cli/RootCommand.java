package dev.evenkeel.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evenkeel} without a command: says which ones there are. */
@Command(
        name = "evenkeel",
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Records deployments and measures delivery, shields callers from services that fail, watches endpoints,"
                        + " and keeps applications up.",
        footer = {
            "",
            "Start here:",
            "  evenkeel demo                        a real year of deployments, from import to metrics",
            "  evenkeel serve                       the server, on http://127.0.0.1:8080",
            "  evenkeel insights frequency          how often each service is deployed",
            "  evenkeel sample flaky-geoip          a service that fails, to put the gateway in front of",
            "  evenkeel load http://127.0.0.1:3000  requests at a rate, with latencies, to see how it copes",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
final class RootCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    @Spec
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    boolean version;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
