package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel logs}. */
@Command(
        name = "logs",
        description = "What an application wrote, and writes.",
        footer = {"", "Examples:", "  evenkeel logs shop", "  evenkeel logs shop -f --replica r2"})
final class LogsCommand extends ServerCommand {
    @Parameters(paramLabel = "APP", description = "Which one.")
    private String app = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new lines as they come.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "How many of the past, up to 1000; ${DEFAULT-VALUE} by default.")
    private int lines;

    @Option(names = "--replica", paramLabel = "ID", description = "One replica, as in r2; all by default.")
    private @Nullable String replica;

    @Option(names = "--json", description = "A line of JSON for each line.")
    private boolean json;

    LogsCommand(Io io) {
        super(io);
    }

    @Override
    void run(RegistryHttp http) throws IOException {
        var query = new LinkedHashMap<String, String>();
        query.put("lines", String.valueOf(lines));
        query.put("follow", String.valueOf(follow));
        try (var in = new BufferedReader(
                new InputStreamReader(http.stream(AppCommand.path(app, "/logs"), query), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null && !io.closed(); line = in.readLine()) {
                if (!line.isEmpty()) {
                    show(line);
                }
            }
        }
    }

    private void show(String line) throws IOException {
        JsonNode parsed = Json.parse(line.getBytes(StandardCharsets.UTF_8));
        if (replica != null && !parsed.path("replica").asText().equals(replica)) {
            return;
        }
        String text = parsed.path("text").asText();
        io.line(
                json
                        ? line
                        : parsed.path("time").asText() + " "
                                + parsed.path("replica").asText() + " "
                                + parsed.path("stream").asText() + " " + (io.outTerminal() ? Cells.clean(text) : text));
        io.out().flush();
    }
}
