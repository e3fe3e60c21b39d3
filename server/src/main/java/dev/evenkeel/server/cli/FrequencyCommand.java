package dev.evenkeel.server.cli;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenkeel insights frequency}. */
@Command(
        name = "frequency",
        description = "How often each service is deployed.",
        footer = {
            "",
            "Examples:",
            "  evenkeel insights frequency --environment production --from 2025-01-01",
            "  evenkeel insights frequency --interval day --timezone Europe/London -o csv"
        })
final class FrequencyCommand extends InsightCommand {

    /** How long a bucket is. */
    enum Interval {
        DAY,
        WEEK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--interval",
            paramLabel = "day|week",
            defaultValue = "week",
            description = "How long a bucket is; ${DEFAULT-VALUE} by default.")
    private Interval interval = Interval.WEEK;

    FrequencyCommand(Io io) {
        super(io, "/insights/frequency", new FrequencyReport());
    }

    @Override
    Map<String, String> parameters() {
        return Map.of("interval", interval.toString());
    }
}
