package dev.evenkeel.server.platform.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentSeverity;
import dev.evenkeel.core.incident.IncidentStatus;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.core.incident.Suspect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Incidents and signals as JSON: on the wire and in the store. Fields of a newer version are passed over. */
public final class IncidentJson {
    private static final ObjectReader INCIDENT =
            Json.mapper().readerFor(Shape.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final ObjectReader INCIDENTS =
            Json.mapper().readerForListOf(Shape.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final ObjectReader SIGNAL =
            Json.mapper().readerFor(Signal.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private IncidentJson() {}

    /** The fields of an incident, in their order. */
    public record Shape(
            String id,
            String service,
            @Nullable String environment,
            String title,
            IncidentStatus status,
            IncidentSeverity severity,
            Instant failingSince,
            Instant openedAt,
            @Nullable Instant acknowledgedAt,
            @Nullable Instant resolvedAt,
            Map<String, Incident.Cause> causes,
            @Nullable Suspect suspect,
            boolean suspectDecided,
            List<Incident.Entry> timeline,
            long revision) {}

    /** What an answer holds. */
    public static Shape shape(Incident incident) {
        return new Shape(
                incident.id(),
                incident.service(),
                incident.environment(),
                incident.title(),
                incident.status(),
                incident.severity(),
                incident.failingSince(),
                incident.openedAt(),
                incident.acknowledgedAt(),
                incident.resolvedAt(),
                incident.causes(),
                incident.suspect(),
                incident.suspectDecided(),
                incident.timeline(),
                incident.revision());
    }

    public static String text(Incident incident) {
        try {
            return Json.mapper().writeValueAsString(shape(incident));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException when it is none */
    public static Incident read(String text) throws IOException {
        return incident(INCIDENT.readValue(text));
    }

    /** @throws IOException when it is none */
    public static List<Incident> readList(byte[] bytes) throws IOException {
        List<Shape> shapes = INCIDENTS.readValue(bytes);
        return shapes.stream().map(IncidentJson::incident).toList();
    }

    /** @throws IOException when it is none; the message says where */
    public static Signal signal(JsonNode json) throws IOException {
        ObjectNode whole = json.deepCopy();
        if (!whole.hasNonNull("history")) {
            whole.putArray("history");
        }
        return SIGNAL.readValue(whole);
    }

    private static Incident incident(Shape shape) {
        return new Incident(
                shape.id,
                shape.service,
                shape.environment,
                shape.title,
                shape.status,
                shape.severity,
                shape.failingSince,
                shape.openedAt,
                shape.acknowledgedAt,
                shape.resolvedAt,
                shape.causes,
                shape.suspect,
                shape.suspectDecided,
                shape.timeline,
                shape.revision);
    }
}
