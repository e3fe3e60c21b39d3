package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.cli.Table.Fit;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel size}. */
@Command(
        name = "size",
        description = "The replicas, probes and attempts by which an application reaches an availability.",
        footer = {
            "",
            "Examples:",
            "  evenkeel size shop",
            "  evenkeel size shop --availability 99.99%% --rate 200 --per-replica 50"
        })
final class SizeCommand extends ServerCommand {
    @Parameters(paramLabel = "APP", description = "Which one.")
    private String app = "";

    @Option(
            names = "--availability",
            paramLabel = "SHARE",
            defaultValue = "99.9%",
            description = "The share of requests to be answered; ${DEFAULT-VALUE} by default.")
    private String availability = "";

    @Option(names = "--rate", paramLabel = "N", description = "Requests a second; those seen by default.")
    private @Nullable BigDecimal rate;

    @Option(
            names = "--per-replica",
            paramLabel = "N",
            description = "Requests a second that one replica can take; its share of those seen by default.")
    private @Nullable BigDecimal perReplica;

    @Option(names = "--json", description = "All that is known, as JSON.")
    private boolean json;

    SizeCommand(Io io) {
        super(io);
    }

    @Override
    void run(RegistryHttp http) {
        var query = new LinkedHashMap<String, String>();
        query.put("availability", share().toPlainString());
        if (rate != null) {
            query.put("requestsPerSecond", rate.toPlainString());
        }
        if (perReplica != null) {
            query.put("perReplica", perReplica.toPlainString());
        }
        RegistryHttp.Answer answer = http.get(AppCommand.path(app, "/size"), query);
        if (json) {
            io.line(answer.text());
        } else {
            show(answer.json());
        }
    }

    private BigDecimal share() {
        boolean percent = availability.endsWith("%");
        try {
            var number = new BigDecimal(percent ? availability.substring(0, availability.length() - 1) : availability);
            BigDecimal share = (percent ? number.movePointLeft(2) : number).stripTrailingZeros();
            if (share.signum() > 0 && share.compareTo(BigDecimal.ONE) < 0) {
                return share;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw wrong("--availability " + availability + ": write a share as in 99.9% or 0.999");
    }

    private void show(JsonNode size) {
        JsonNode measured = size.path("measured");
        io.line(String.format(
                Locale.ROOT,
                "%s %s, measured: %d crashes in %s of running time, mean life %s (95 %%: %s to %s);"
                        + " %d starts, mean %s, p50 %s, p99 %s; %.1f requests a second, %.2f %% failed",
                size.path("name").asText(),
                size.path("version").asText(),
                measured.path("crashes").asLong(),
                Cells.seconds(measured.path("runSeconds")),
                Cells.seconds(measured.path("meanLifeSeconds")),
                Cells.seconds(measured.path("meanLifeLowSeconds")),
                Cells.seconds(measured.path("meanLifeHighSeconds")),
                measured.path("coldStarts").asLong(),
                Cells.seconds(measured.path("coldStartMeanSeconds")),
                Cells.seconds(measured.path("coldStartP50Seconds")),
                Cells.seconds(measured.path("coldStartP99Seconds")),
                measured.path("requestsPerSecond").asDouble(),
                measured.path("failureRate").asDouble() * 100));
        io.line("");
        var table = new Table()
                .column("", Fit.RIGHT)
                .column("replicas", Fit.RIGHT)
                .column("attempts", Fit.RIGHT)
                .column("probe every", Fit.RIGHT)
                .column("liveness retry", Fit.RIGHT)
                .column("timeout", Fit.RIGHT)
                .column("readiness failures", Fit.RIGHT)
                .column("liveness failures", Fit.RIGHT)
                .column("availability", Fit.RIGHT);
        for (String kind : new String[] {"cautious", "expected", "hopeful"}) {
            JsonNode choice = size.path(kind);
            table.row(
                    kind,
                    Cells.count(choice.path("replicas")),
                    Cells.count(choice.path("attempts")),
                    Cells.seconds(choice.path("probePeriodSeconds")),
                    Cells.seconds(choice.path("probeRetryPeriodSeconds")),
                    Cells.seconds(choice.path("probeTimeoutSeconds")),
                    Cells.count(choice.path("readinessFailures")),
                    Cells.count(choice.path("livenessFailures")),
                    String.format(
                                    Locale.ROOT,
                                    "%.5f %%",
                                    choice.path("availability").asDouble() * 100)
                            + (choice.path("reached").asBoolean() ? "" : " (not reached)"));
        }
        table.lines(io.width()).forEach(io::line);
        io.line("");
        io.line("The arithmetic of the cautious choice:");
        for (JsonNode step : size.path("cautious").path("steps")) {
            io.line(String.format(
                            Locale.ROOT,
                            "  %s = %s = %.6g %s",
                            step.path("what").asText(),
                            step.path("formula").asText(),
                            step.path("value").asDouble(),
                            step.path("unit").asText())
                    .stripTrailing());
        }
    }
}
