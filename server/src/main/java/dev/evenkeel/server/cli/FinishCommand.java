package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.server.platform.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel deployments finish}. */
@Command(
        name = "finish",
        description = "Say how a deployment ended.",
        footer = {
            "",
            "Examples:",
            "  evenkeel deployments finish ID --status Succeeded",
            "  evenkeel deployments finish ID --status Failed --finished-at 2025-06-01T12:00:00Z"
        })
final class FinishCommand extends ServerCommand {

    /** How a deployment can end; named as on the wire. */
    enum End {
        SUCCEEDED("Succeeded"),
        FAILED("Failed"),
        ROLLED_BACK("RolledBack");

        private final String label;

        End(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    @Parameters(paramLabel = "ID", description = "Which one.")
    private String id = "";

    @Option(names = "--status", required = true, paramLabel = "STATUS", description = "${COMPLETION-CANDIDATES}.")
    private End status = End.SUCCEEDED;

    @Option(names = "--finished-at", paramLabel = "TIME", description = "RFC 3339; now by default.")
    private @Nullable String finishedAt;

    FinishCommand(Io io) {
        super(io);
    }

    @Override
    void run(RegistryHttp http) {
        ObjectNode patch = Json.mapper().createObjectNode().put("status", status.toString());
        if (finishedAt != null) {
            patch.put("finishedAt", finishedAt);
        }
        JsonNode done = http.send("PATCH", "/api/deployments/" + RegistryHttp.encode(id), patch, Map.of())
                .json();
        String took = Cells.secondsBetween(done.path("startedAt"), done.path("finishedAt"))
                .map(seconds -> " after " + Cells.seconds(seconds))
                .orElse("");
        io.line(Cells.text(done.path("serviceName")) + " " + Cells.text(done.path("version")) + " in "
                + Cells.text(done.path("environment")) + ": " + Cells.text(done.path("status")) + took);
    }
}
