package dev.evenkeel.server.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentStatus;
import dev.evenkeel.core.incident.IncidentStore.Filter;
import dev.evenkeel.core.incident.IncidentStore.Place;
import dev.evenkeel.server.platform.http.Handler;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.IncidentJson;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The list of incidents: whole as a stream, or in pages, as that of the deployments. */
final class IncidentListHandler implements Handler {
    private static final int STREAM_PAGE = 1000;
    private static final List<String> PARAMETERS = List.of("service", "environment", "status", "from", "to");
    private static final ObjectWriter WRITER =
            Json.mapper().writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    private final Incidents incidents;

    IncidentListHandler(Incidents incidents) {
        this.incidents = incidents;
    }

    @Override
    public Response handle(Request request) throws IOException {
        var filter = new Filter(
                request.query("service").orElse(null),
                request.query("environment").orElse(null),
                request.query("status")
                        .map(status -> IncidentStatus.valueOf(status.toUpperCase(Locale.ROOT)))
                        .orElse(null),
                time(request, "from"),
                time(request, "to"));
        Place after = request.query("cursor")
                .map(cursor -> ListCursor.parse(cursor, filter))
                .map(place -> new Place(place.startedAt(), place.id()))
                .orElse(null);
        Optional<Integer> limit = request.queryInt("limit");
        return limit.isPresent() ? page(request, filter, after, limit.get()) : all(filter, after);
    }

    private Response page(Request request, Filter filter, @Nullable Place after, int limit) throws IOException {
        List<Incident> found = incidents.list(filter, after, limit + 1);
        boolean more = found.size() > limit;
        List<Incident> page = more ? found.subList(0, limit) : found;
        Response response = Ndjson.stream(false, out -> writeAll(out, page));
        if (!more) {
            return response;
        }
        Incident last = page.getLast();
        String cursor = ListCursor.format(new DeploymentStore.Place(last.openedAt(), last.id()), filter);
        return response.withHeader("Link", ListCursor.link(request, "/api/incidents", PARAMETERS, cursor));
    }

    private Response all(Filter filter, @Nullable Place after) throws IOException {
        // The first page now: when the store can't be read there is still an answer that says so.
        List<Incident> first = incidents.list(filter, after, STREAM_PAGE);
        return Ndjson.stream(false, out -> {
            List<Incident> page = first;
            writeAll(out, page);
            while (page.size() == STREAM_PAGE) {
                page = incidents.list(filter, Place.of(page.getLast()), STREAM_PAGE);
                writeAll(out, page);
            }
        });
    }

    private static void writeAll(JsonGenerator out, List<Incident> page) throws IOException {
        for (Incident incident : page) {
            WRITER.writeValue(out, IncidentJson.shape(incident));
        }
    }

    private static @Nullable Instant time(Request request, String name) {
        String text = request.query(name).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(
                    "/" + name, "'" + text + "' is no time; write it as in 2026-01-31T13:00:00Z, or 2026-01-31");
        }
    }
}
