package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.cli.Table.Fit;
import java.util.ArrayList;
import java.util.List;

/** How often each service is deployed. */
final class FrequencyReport implements Report {

    @Override
    public String title(JsonNode answer) {
        return "Deployment frequency by " + interval(answer);
    }

    @Override
    public Table table(JsonNode answer) {
        String per = "/" + interval(answer);
        var table = new Table()
                .column("service", Fit.LEFT)
                .column("succeeded", Fit.RIGHT)
                .column("failed", Fit.RIGHT)
                .column("rolled back", Fit.RIGHT)
                .column("mean" + per, Fit.RIGHT)
                .column("median" + per, Fit.RIGHT)
                .column("each " + interval(answer), Fit.SERIES);
        for (JsonNode row : answer.path("rows")) {
            table.row(
                    Cells.text(row.path("service")),
                    Cells.count(row.path("succeeded")),
                    Cells.count(row.path("failed")),
                    Cells.count(row.path("rolledBack")),
                    Cells.decimal(row.path("meanPerBucket")),
                    Cells.decimal(row.path("medianPerBucket")),
                    Sparkline.of(row.path("buckets")));
        }
        return table;
    }

    @Override
    public List<String> notes(JsonNode answer) {
        for (JsonNode row : answer.path("rows")) {
            for (JsonNode bucket : row.path("buckets")) {
                if (bucket.path("partial").asBoolean()) {
                    return List.of("(…) a " + interval(answer)
                            + " that is not whole, left out of mean and median; · none; bars are scaled per service");
                }
            }
        }
        return List.of();
    }

    @Override
    public List<String> csv(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add("service,bucket,start,end,succeeded,failed,rolledBack,partial");
        for (JsonNode row : answer.path("rows")) {
            for (JsonNode bucket : row.path("buckets")) {
                lines.add(Csv.line(
                        Csv.raw(row.path("service")),
                        Csv.raw(bucket.path("bucket")),
                        Csv.raw(bucket.path("start")),
                        Csv.raw(bucket.path("end")),
                        Csv.raw(bucket.path("succeeded")),
                        Csv.raw(bucket.path("failed")),
                        Csv.raw(bucket.path("rolledBack")),
                        Csv.raw(bucket.path("partial"))));
            }
        }
        return lines;
    }

    private static String interval(JsonNode answer) {
        return answer.path("interval").asText("week");
    }
}
