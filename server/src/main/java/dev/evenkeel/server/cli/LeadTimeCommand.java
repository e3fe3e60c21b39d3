package dev.evenkeel.server.cli;

import picocli.CommandLine.Command;

/** {@code evenkeel insights lead-time}. */
@Command(
        name = "lead-time",
        description = "How long a deployment takes from start to success.",
        footer = {
            "",
            "Examples:",
            "  evenkeel insights lead-time --environment production",
            "  evenkeel insights lead-time --service checkout --from 2025-01-01 -o json"
        })
final class LeadTimeCommand extends InsightCommand {
    LeadTimeCommand(Io io) {
        super(io, "/insights/lead-time", new LeadTimeReport());
    }
}
