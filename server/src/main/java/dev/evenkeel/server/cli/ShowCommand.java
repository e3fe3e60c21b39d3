package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.server.platform.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel deployments show}. */
@Command(
        name = "show",
        description = "One deployment and what happened to it.",
        footer = {"", "Examples:", "  evenkeel deployments show ID", "  evenkeel deployments show ID -o json"})
final class ShowCommand extends ServerCommand {

    @Parameters(paramLabel = "ID", description = "Which one.")
    private String id = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text, or json with the members deployment and history; ${DEFAULT-VALUE} by default.")
    private OutputForm form = OutputForm.TEXT;

    ShowCommand(Io io) {
        super(io);
    }

    @Override
    void run(RegistryHttp http) {
        String path = "/api/deployments/" + RegistryHttp.encode(id);
        JsonNode deployment = http.get(path, Map.of()).json();
        JsonNode history = http.get(path + "/history", Map.of()).json();
        if (form == OutputForm.JSON) {
            ObjectNode both = Json.mapper().createObjectNode();
            both.set("deployment", deployment);
            both.set("history", history);
            io.line(both.toString());
        } else {
            print(deployment, history);
        }
    }

    private void print(JsonNode deployment, JsonNode history) {
        int widest = deployment.properties().stream()
                .mapToInt(field -> field.getKey().length())
                .max()
                .orElse(0);
        for (Map.Entry<String, JsonNode> field : deployment.properties()) {
            if (!field.getValue().isNull()
                    && !(field.getValue().isContainerNode() && field.getValue().isEmpty())) {
                String value = field.getValue().isValueNode()
                        ? field.getValue().asText()
                        : field.getValue().toString();
                io.line(field.getKey() + " ".repeat(widest - field.getKey().length() + 2) + Cells.clean(value));
            }
        }
        io.line("");
        io.line("History");
        for (JsonNode entry : history) {
            io.line("  " + Cells.text(entry.path("at")) + "  " + Cells.text(entry.path("by")) + "  " + change(entry));
        }
    }

    private static String change(JsonNode entry) {
        JsonNode before = entry.path("before");
        if (!before.isObject()) {
            return "recorded as " + Cells.text(entry.path("after").path("status"));
        }
        List<String> changes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : entry.path("after").properties()) {
            JsonNode old = before.path(field.getKey());
            boolean none = old.isMissingNode() && field.getValue().isNull();
            if (!none && !old.equals(field.getValue())) {
                changes.add(field.getKey() + ": " + Cells.text(old) + " → " + Cells.text(field.getValue()));
            }
        }
        return changes.isEmpty() ? "nothing changed" : String.join(", ", changes);
    }
}
