package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.cli.Table.Fit;
import java.util.ArrayList;
import java.util.List;

/** How often deployments fail, are rolled back, or bring an older version back. */
final class FailureRateReport implements Report {

    @Override
    public String title(JsonNode answer) {
        return "Failure rate";
    }

    @Override
    public Table table(JsonNode answer) {
        var table = new Table()
                .column("service", Fit.LEFT)
                .column("environment", Fit.LEFT)
                .column("finished", Fit.RIGHT)
                .column("failed", Fit.RIGHT)
                .column("failure rate", Fit.RIGHT)
                .column("rolled back", Fit.RIGHT)
                .column("rollback rate", Fit.RIGHT)
                .column("older again", Fit.RIGHT)
                .column("older-again rate", Fit.RIGHT);
        for (JsonNode row : answer.path("rows")) {
            table.row(
                    Cells.text(row.path("service")),
                    Cells.text(row.path("environment")),
                    Cells.count(row.path("finished")),
                    Cells.count(row.path("failed")),
                    Cells.rate(row.path("failureRate")),
                    Cells.count(row.path("rolledBack")),
                    Cells.rate(row.path("rollbackRate")),
                    Cells.count(row.path("redeployedOlder")),
                    Cells.rate(row.path("redeployedOlderRate")));
        }
        return table;
    }

    @Override
    public List<String> notes(JsonNode answer) {
        List<String> notes = new ArrayList<>();
        if (!answer.path("rows").isEmpty()) {
            notes.add("in brackets the Wilson 95 % interval; older again: an older version was deployed again");
        }
        notes.addAll(Excluded.note(answer));
        return notes;
    }

    @Override
    public List<String> csv(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add("service,environment,finished,failed,rolledBack,redeployedOlder"
                + ",failureRate,failureRateLow,failureRateHigh"
                + ",rollbackRate,rollbackRateLow,rollbackRateHigh"
                + ",redeployedOlderRate,redeployedOlderRateLow,redeployedOlderRateHigh,excluded");
        for (JsonNode row : answer.path("rows")) {
            List<String> values = new ArrayList<>();
            for (String name :
                    List.of("service", "environment", "finished", "failed", "rolledBack", "redeployedOlder")) {
                values.add(Csv.raw(row.path(name)));
            }
            for (String name : List.of("failureRate", "rollbackRate", "redeployedOlderRate")) {
                for (String part : List.of("value", "low", "high")) {
                    values.add(Csv.raw(row.path(name).path(part)));
                }
            }
            values.add(Csv.counts(row.path("excluded")));
            lines.add(Csv.line(values.toArray(String[]::new)));
        }
        return lines;
    }
}
