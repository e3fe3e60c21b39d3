package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.cli.Table.Fit;
import java.util.ArrayList;
import java.util.List;

/** How long a deployment takes from start to success. */
final class LeadTimeReport implements Report {

    @Override
    public String title(JsonNode answer) {
        return "Lead time, deploy start to success";
    }

    @Override
    public Table table(JsonNode answer) {
        var table = new Table()
                .column("service", Fit.LEFT)
                .column("deployments", Fit.RIGHT)
                .column("mean", Fit.RIGHT)
                .column("median", Fit.RIGHT)
                .column("p90", Fit.RIGHT);
        for (JsonNode row : answer.path("rows")) {
            table.row(
                    Cells.text(row.path("service")),
                    Cells.count(row.path("n")),
                    Cells.seconds(row.path("meanSeconds")),
                    Cells.seconds(row.path("medianSeconds")),
                    Cells.seconds(row.path("p90Seconds")));
        }
        return table;
    }

    @Override
    public List<String> notes(JsonNode answer) {
        return Excluded.note(answer);
    }

    @Override
    public List<String> csv(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add("service,n,meanSeconds,medianSeconds,p90Seconds,excluded");
        for (JsonNode row : answer.path("rows")) {
            lines.add(Csv.line(
                    Csv.raw(row.path("service")),
                    Csv.raw(row.path("n")),
                    Csv.raw(row.path("meanSeconds")),
                    Csv.raw(row.path("medianSeconds")),
                    Csv.raw(row.path("p90Seconds")),
                    Csv.counts(row.path("excluded"))));
        }
        return lines;
    }
}
