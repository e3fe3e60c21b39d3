package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.cli.Table.Fit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How often deployments fail, are rolled back, or bring an older version back. */
final class FailureRateReport implements Report {

    @Override
    public String title(JsonNode answer) {
        return "Failure rate";
    }

    @Override
    public Table table(JsonNode answer) {
        boolean manyEnvironments = environments(answer).size() > 1;
        var table = new Table().column("service", Fit.LEFT);
        if (manyEnvironments) {
            table.column("environment", Fit.LEFT);
        }
        table.column("finished", Fit.RIGHT)
                .column("failed", Fit.RIGHT)
                .column("rolled back", Fit.RIGHT)
                .column("older again", Fit.RIGHT);
        for (JsonNode row : answer.path("rows")) {
            List<String> cells = new ArrayList<>();
            cells.add(Cells.text(row.path("service")));
            if (manyEnvironments) {
                cells.add(Cells.text(row.path("environment")));
            }
            cells.add(Cells.count(row.path("finished")));
            cells.add(share(row.path("failed"), row.path("failureRate")));
            cells.add(share(row.path("rolledBack"), row.path("rollbackRate")));
            cells.add(share(row.path("redeployedOlder"), row.path("redeployedOlderRate")));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static Set<String> environments(JsonNode answer) {
        Set<String> names = new TreeSet<>();
        answer.path("rows").forEach(row -> names.add(Cells.text(row.path("environment"))));
        return names;
    }

    /** As in {@code 4 = 1.5 % (0.6–3.7)}. */
    private static String share(JsonNode count, JsonNode rate) {
        String share = Cells.rate(rate);
        return share.equals(Cells.NONE) ? share : Cells.count(count) + " = " + share;
    }

    @Override
    public List<String> notes(JsonNode answer) {
        List<String> notes = new ArrayList<>();
        if (!answer.path("rows").isEmpty()) {
            Set<String> environments = environments(answer);
            String only = environments.size() == 1
                    ? "all in " + environments.iterator().next() + "; "
                    : "";
            notes.add(only + "in brackets the Wilson 95 % interval; older again: an older version was brought back");
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
