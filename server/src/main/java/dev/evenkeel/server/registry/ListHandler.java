package dev.evenkeel.server.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.DeploymentStore.Place;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.server.platform.http.Handler;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.DeploymentJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The list: whole as a stream, or in pages.
 *
 * <p>Pages continue behind the last record seen, not behind a count, so that records that arrive meanwhile shift
 * nothing. A stream reads such pages one after the other and holds no lock between them.
 */
final class ListHandler implements Handler {
    private static final int STREAM_PAGE = 1000;
    private static final List<String> PARAMETERS =
            List.of("serviceName", "environment", "status", "deployedBy", "from", "to");

    private final Registry registry;

    ListHandler(Registry registry) {
        this.registry = registry;
    }

    @Override
    public Response handle(Request request) throws IOException {
        DeploymentFilter filter = ListFilter.of(request);
        Place place = request.query("cursor")
                .map(cursor -> ListCursor.parse(cursor, filter))
                .orElse(null);
        Optional<Integer> limit = request.queryInt("limit");
        boolean lines = Ndjson.isWanted(request);
        String etag = etag(request, lines);
        if (Preconditions.hasAlready(request, etag)) {
            return Response.empty(304).withHeader("ETag", etag);
        }
        Response response =
                limit.isPresent() ? page(request, filter, place, limit.get(), lines) : all(filter, place, lines);
        return response.withHeader("ETag", etag).withHeader("Vary", "Accept");
    }

    private Response page(Request request, DeploymentFilter filter, @Nullable Place place, int limit, boolean lines)
            throws IOException {
        List<Stored> found = registry.list(filter, place, limit + 1);
        boolean more = found.size() > limit;
        List<Stored> page = more ? found.subList(0, limit) : found;
        Response response = Ndjson.stream(lines, out -> writeAll(out, page));
        return more
                ? response.withHeader(
                        "Link",
                        ListCursor.link(
                                request, "/api/deployments", PARAMETERS, ListCursor.format(place(page), filter)))
                : response;
    }

    private Response all(DeploymentFilter filter, @Nullable Place place, boolean lines) throws IOException {
        // The first page now: when the store can't be read there is still an answer that says so.
        List<Stored> first = registry.list(filter, place, STREAM_PAGE);
        return Ndjson.stream(lines, out -> {
            List<Stored> page = first;
            writeAll(out, page);
            while (page.size() == STREAM_PAGE) {
                page = registry.list(filter, place(page), STREAM_PAGE);
                writeAll(out, page);
            }
        });
    }

    private static void writeAll(JsonGenerator out, List<Stored> page) throws IOException {
        for (Stored stored : page) {
            DeploymentJson.write(out, stored.deployment());
        }
    }

    private static Place place(List<Stored> page) {
        Deployment last = page.getLast().deployment();
        return new Place(last.startedAt(), last.id());
    }

    /**
     * Weak, and read before the records: an answer may hold newer ones than its tag says, and then comes once more,
     * but a tag never hides a change.
     */
    private String etag(Request request, boolean lines) throws IOException {
        var crc = new CRC32();
        String asked = request.query().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .toList() + " " + lines;
        crc.update(asked.getBytes(StandardCharsets.UTF_8));
        return "W/\"" + registry.lastCursor() + '-' + Long.toHexString(crc.getValue()) + '"';
    }
}
