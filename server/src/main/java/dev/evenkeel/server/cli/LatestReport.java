package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.cli.Table.Fit;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** What is live, and what is on its way. */
final class LatestReport implements Report {

    @Override
    public String title(JsonNode answer) {
        return "Latest versions";
    }

    @Override
    public Table table(JsonNode answer) {
        ZoneId zone = InsightPrinter.zone(answer);
        var table = new Table()
                .column("service", Fit.LEFT)
                .column("environment", Fit.LEFT)
                .column("version", Fit.LEFT)
                .column("live since", Fit.RIGHT)
                .column("on its way", Fit.LEFT);
        for (JsonNode row : answer.path("rows")) {
            table.row(
                    Cells.text(row.path("service")),
                    Cells.text(row.path("environment")),
                    Cells.version(row.path("version")),
                    Cells.time(row.path("effectiveAt"), zone),
                    inFlight(row.path("inFlight")));
        }
        return table;
    }

    private static String inFlight(JsonNode deployments) {
        if (deployments.isEmpty()) {
            return Cells.NONE;
        }
        JsonNode newest = deployments.get(0);
        String more = deployments.size() > 1 ? " and " + (deployments.size() - 1) + " more" : "";
        return Cells.version(newest.path("version")) + " " + Cells.text(newest.path("status")) + more;
    }

    @Override
    public List<String> notes(JsonNode answer) {
        return List.of();
    }

    @Override
    public List<String> csv(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add("service,environment,version,startedAt,finishedAt,effectiveAt,inFlight");
        for (JsonNode row : answer.path("rows")) {
            List<String> inFlight = new ArrayList<>();
            for (JsonNode deployment : row.path("inFlight")) {
                inFlight.add(Csv.raw(deployment.path("version")) + " " + Csv.raw(deployment.path("status")) + " "
                        + Csv.raw(deployment.path("startedAt")));
            }
            lines.add(Csv.line(
                    Csv.raw(row.path("service")),
                    Csv.raw(row.path("environment")),
                    Csv.raw(row.path("version")),
                    Csv.raw(row.path("startedAt")),
                    Csv.raw(row.path("finishedAt")),
                    Csv.raw(row.path("effectiveAt")),
                    String.join(";", inFlight)));
        }
        return lines;
    }
}
