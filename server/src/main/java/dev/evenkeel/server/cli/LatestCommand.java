package dev.evenkeel.server.cli;

import picocli.CommandLine.Command;

/** {@code evenkeel insights latest}. */
@Command(
        name = "latest",
        description = "What is live, and what is on its way.",
        footer = {
            "",
            "Examples:",
            "  evenkeel insights latest --environment production",
            "  evenkeel insights latest --service checkout --from 2025-01-01 -o json"
        })
final class LatestCommand extends InsightCommand {
    LatestCommand(Io io) {
        super(io, "/insights/latest", new LatestReport());
    }
}
