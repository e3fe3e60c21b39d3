package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenkeel deployments list}. */
@Command(
        name = "list",
        description = "Deployments, newest first.",
        footer = {
            "",
            "Examples:",
            "  evenkeel deployments list --service checkout --environment production",
            "  evenkeel deployments list --status Failed --from 2025-06-01 -o csv --limit 1000"
        })
final class ListCommand extends ServerCommand {
    private static final int LARGEST_PAGE = 1000;

    /** The forms a list can be shown in. */
    enum Form {
        TABLE,
        JSON,
        CSV,
        NDJSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--service", paramLabel = "NAME", description = "One service.")
    private @Nullable String service;

    @Option(names = "--environment", paramLabel = "NAME", description = "One environment.")
    private @Nullable String environment;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Queued, Building, Deploying, Succeeded, Failed or RolledBack.")
    private @Nullable String status;

    @Option(names = "--deployed-by", paramLabel = "NAME", description = "A person or a pipeline.")
    private @Nullable String deployedBy;

    @Option(names = "--from", paramLabel = "TIME", description = "Started then or later: 2025-01-01, or RFC 3339.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Started before then.")
    private @Nullable String to;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many; ${DEFAULT-VALUE} by default.")
    private int limit;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table, json, csv or ndjson; ${DEFAULT-VALUE} by default.")
    private Form form = Form.TABLE;

    ListCommand(Io io) {
        super(io);
    }

    @Override
    void run(RegistryHttp http) {
        if (limit < 1) {
            throw wrong("--limit " + limit + ": write 1 or more");
        }
        var writer = DeploymentWriter.of(form, io);
        int left = limit;
        Optional<URI> page = Optional.of(http.url("/api/deployments", query()));
        while (page.isPresent() && left > 0 && !io.closed()) {
            RegistryHttp.Answer answer = http.get(page.get());
            for (JsonNode deployment : answer.json()) {
                if (left-- > 0) {
                    writer.add(deployment);
                }
            }
            page = http.next(answer);
        }
        writer.end();
    }

    private Map<String, String> query() {
        var query = new LinkedHashMap<String, String>();
        put(query, "serviceName", service);
        put(query, "environment", environment);
        put(query, "status", status);
        put(query, "deployedBy", deployedBy);
        put(query, "from", from);
        put(query, "to", to);
        query.put("limit", String.valueOf(Math.min(limit, LARGEST_PAGE)));
        return query;
    }

    static String oneLine(JsonNode deployment) {
        return new String(Json.bytes(deployment), StandardCharsets.UTF_8);
    }
}
