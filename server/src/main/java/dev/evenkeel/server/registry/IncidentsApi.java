package dev.evenkeel.server.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.Postmortem;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.IncidentJson;
import java.io.IOException;

/** Incidents over HTTP: what others report, what people do with them, and what is left at the end. */
public final class IncidentsApi {
    private final Incidents incidents;

    public IncidentsApi(Incidents incidents) {
        this.incidents = incidents;
    }

    /** Answers the operations of {@code openapi.yaml} that are tagged {@code incidents}. */
    public void register(Operations operations) {
        operations
                .on("listIncidents", new IncidentListHandler(incidents))
                .on("getIncident", request -> answer(incidents.get(request.path("id"))))
                .on("reportSignal", this::report)
                .on("acknowledgeIncident", request -> answer(incidents.acknowledge(request.path("id"), by(request))))
                .on(
                        "noteIncident",
                        request -> answer(incidents.note(
                                request.path("id"),
                                by(request),
                                request.json().get("text").asText())))
                .on(
                        "resolveIncident",
                        request -> answer(incidents.resolve(request.path("id"), by(request), why(request))))
                .on("decideSuspect", this::decide)
                .on("postmortem", this::postmortem);
    }

    private Response report(Request request) throws IOException {
        return incidents
                .report(IncidentJson.signal(request.json()))
                .map(IncidentsApi::answer)
                .orElseGet(() -> Response.empty(204));
    }

    private Response decide(Request request) throws IOException {
        JsonNode body = request.json();
        String id = request.path("id");
        if (body.get("verdict").asText().equals("confirm")) {
            return answer(incidents.confirmSuspect(id, by(request), why(request)));
        }
        if (!body.has("deploymentId")) {
            throw ProblemException.badRequest(
                    "/deploymentId", "is needed to overrule: the id of the right one, or null");
        }
        String deployment = body.get("deploymentId").textValue();
        return answer(incidents.overruleSuspect(id, deployment, by(request), why(request)));
    }

    private Response postmortem(Request request) throws IOException {
        Incident incident = incidents.get(request.path("id"));
        return Response.text(
                200,
                "text/markdown; charset=utf-8",
                Postmortem.of(incident, incidents.clock().instant()));
    }

    private static Response answer(Incident incident) {
        return Response.json(200, IncidentJson.shape(incident));
    }

    private static String by(Request request) {
        return request.caller().name();
    }

    private static String why(Request request) {
        JsonNode body = request.body();
        return body == null ? "" : body.path("reason").asText("");
    }
}
