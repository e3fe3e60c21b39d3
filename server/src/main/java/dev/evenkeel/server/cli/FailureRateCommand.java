package dev.evenkeel.server.cli;

import picocli.CommandLine.Command;

/** {@code evenkeel insights failure-rate}. */
@Command(
        name = "failure-rate",
        description = "How often deployments fail or are rolled back.",
        footer = {
            "",
            "Examples:",
            "  evenkeel insights failure-rate --environment production",
            "  evenkeel insights failure-rate --service checkout --from 2025-01-01 -o json"
        })
final class FailureRateCommand extends InsightCommand {
    FailureRateCommand(Io io) {
        super(io, "/insights/failure-rate", new FailureRateReport());
    }
}
