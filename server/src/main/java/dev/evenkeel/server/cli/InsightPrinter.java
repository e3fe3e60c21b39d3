package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Prints an answer as a table: what it means and where it comes from, the rows, and what was left out. */
final class InsightPrinter {
    private static final int PROSE_WIDTH = 100;
    private static final String INDENT = "  ";

    private final Io io;

    InsightPrinter(Io io) {
        this.io = io;
    }

    void print(Report report, JsonNode answer) {
        io.line(bold(report.title(answer)));
        wrapped(definition(answer));
        wrapped(range(answer) + "; " + source(answer));
        if (answer.path("source").path("stale").asBoolean()) {
            String age = Cells.seconds(answer.path("source").path("ageSeconds"));
            io.line(INDENT + warning("STALE: the registry can't be reached; this is what was known " + age + " ago"));
        }
        Table table = report.table(answer);
        if (table.isEmpty()) {
            io.line("No deployments match.");
            return;
        }
        List<String> lines = table.lines(io.width());
        io.line("");
        io.line(bold(lines.getFirst()));
        lines.subList(1, lines.size()).forEach(io::line);
        report.notes(answer).forEach(this::wrapped);
    }

    /** The time zone that an answer is in; UTC when it isn't known here. */
    static ZoneId zone(JsonNode answer) {
        try {
            return ZoneId.of(answer.path("timezone").asText("UTC"));
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    private static String definition(JsonNode answer) {
        return Cells.text(answer.path("definition"));
    }

    private static String range(JsonNode answer) {
        ZoneId zone = zone(answer);
        String from = answer.path("from").isTextual() ? Cells.time(answer.path("from"), zone) : "the first record";
        String to = answer.path("to").isTextual() ? Cells.time(answer.path("to"), zone) : "now";
        return "from " + from + " to " + to + ", " + Cells.text(answer.path("timezone"));
    }

    private static String source(JsonNode answer) {
        JsonNode source = answer.path("source");
        return Cells.count(source.path("records")) + " records of " + Cells.text(source.path("url")) + ", as of "
                + Cells.time(answer.path("asOf"), zone(answer));
    }

    private void wrapped(String text) {
        int width = Math.max(20, Math.min(io.width(), PROSE_WIDTH) - INDENT.length());
        List<String> lines = new ArrayList<>();
        var line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        lines.forEach(each -> io.line(INDENT + each));
    }

    private String bold(String text) {
        return io.colours() ? "\u001B[1m" + text + "\u001B[0m" : text;
    }

    private String warning(String text) {
        return io.colours() ? "\u001B[1;33m" + text + "\u001B[0m" : text;
    }
}
