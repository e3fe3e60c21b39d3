package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.server.platform.http.Handler;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.DeploymentJson;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The change feed: lines of a cursor and a record, waiting for the first one if there is none. */
final class ChangesHandler implements Handler {
    private static final int DEFAULT_LIMIT = 1000;

    private final Registry registry;

    ChangesHandler(Registry registry) {
        this.registry = registry;
    }

    @Override
    public Response handle(Request request) throws IOException, InterruptedException {
        List<Stored> changes = registry.changedRecords(
                request.query("after").orElse(null),
                request.queryInt("limit").orElse(DEFAULT_LIMIT),
                Duration.ofSeconds(request.queryInt("waitSeconds").orElse(0)));
        return Ndjson.lines(out -> {
            for (Stored change : changes) {
                out.writeStartObject();
                out.writeStringField("cursor", registry.cursor(change.position()));
                out.writeFieldName("deployment");
                DeploymentJson.write(out, change.deployment());
                out.writeEndObject();
            }
        });
    }
}
