package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.cli.Table.Fit;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenkeel apps}. */
@Command(
        name = "apps",
        description = "The applications that the supervisor keeps up, and their replicas.",
        footer = {
            "",
            "Examples:",
            "  evenkeel apps",
            "  evenkeel apps show shop",
            "  evenkeel apps put shop.yaml",
            "  evenkeel apps scale shop 6",
            "  evenkeel apps rollback shop"
        })
final class AppsCommand extends ServerCommand {
    @Option(names = "--json", description = "All that is known, as JSON.")
    private boolean json;

    AppsCommand(Io io) {
        super(io);
    }

    @Override
    void run(RegistryHttp http) {
        RegistryHttp.Answer answer = http.get("/api/apps", Map.of());
        if (json) {
            io.line(answer.text());
        } else {
            show(io, answer.json());
        }
    }

    /** Replicas in a table, and below it what else there is to say. */
    static void show(Io io, JsonNode apps) {
        if (apps.isEmpty()) {
            io.line("No applications: write them under supervisor.apps, or send one with 'evenkeel apps put FILE'.");
            return;
        }
        var table = new Table()
                .column("app", Fit.RIGHT)
                .column("status", Fit.RIGHT)
                .column("replica", Fit.RIGHT)
                .column("version", Fit.RIGHT)
                .column("state", Fit.RIGHT)
                .column("port", Fit.RIGHT)
                .column("pid", Fit.RIGHT)
                .column("restarts", Fit.RIGHT)
                .column("message", Fit.LEFT);
        for (JsonNode app : apps) {
            String status = Cells.text(app.path("status")) + " " + Cells.text(app.path("ready")) + "/"
                    + Cells.text(app.path("wanted"));
            String name = Cells.text(app.path("name"));
            if (app.path("replicas").isEmpty()) {
                table.row(name, status, Cells.NONE, Cells.text(app.path("version")), "", "", "", "", "");
            }
            for (JsonNode replica : app.path("replicas")) {
                table.row(
                        name,
                        status,
                        Cells.text(replica.path("id")),
                        Cells.text(replica.path("version")),
                        Cells.text(replica.path("state")),
                        Cells.text(replica.path("port")),
                        Cells.text(replica.path("pid")),
                        Cells.text(replica.path("restarts")),
                        message(replica));
            }
        }
        table.lines(io.width()).forEach(io::line);
        for (JsonNode app : apps) {
            String message = app.path("message").asText();
            if (!message.isEmpty()) {
                io.line("");
                io.line(Cells.text(app.path("name")) + ": " + Cells.clean(message));
            }
        }
    }

    /** Why it is not ready, else the newest note. */
    private static String message(JsonNode replica) {
        String message = replica.path("message").asText();
        JsonNode notes = replica.path("notes");
        return Cells.clean(
                message.isEmpty() && !notes.isEmpty()
                        ? notes.get(notes.size() - 1).asText()
                        : message);
    }
}
