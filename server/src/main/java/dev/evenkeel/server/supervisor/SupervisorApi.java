package dev.evenkeel.server.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;

/** The operations under {@code /api/apps}. */
public final class SupervisorApi {
    private final Supervisor supervisor;

    public SupervisorApi(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    public void register(Operations operations) {
        operations
                .on("listApps", _ -> Response.json(200, supervisor.apps()))
                .on("getApp", request -> Response.json(200, supervisor.app(request.path("name"))))
                .on("putApp", this::put)
                .on("deleteApp", this::delete)
                .on("restartApp", this::restart)
                .on("rollbackApp", this::rollback)
                .on("scaleApp", this::scale)
                .on("sizeApp", this::size)
                .on("appLogs", new LogsHandler(supervisor));
    }

    private Response put(Request request) {
        String name = request.path("name");
        JsonNode body = request.json();
        JsonNode named = body.get("name");
        if (named != null && !named.asText().equals(name)) {
            throw ProblemException.badRequest("/name", "must be the one in the path, or left out");
        }
        ObjectNode whole = ((ObjectNode) body).deepCopy().put("name", name);
        try {
            return Response.json(200, supervisor.put(AppConfig.parse(whole.toString()), by(request)));
        } catch (ConfigException e) {
            throw Refusals.invalid(e);
        }
    }

    private Response delete(Request request) {
        supervisor.delete(request.path("name"), by(request));
        return Response.empty(204);
    }

    private Response restart(Request request) {
        return Response.json(
                200,
                supervisor.restart(
                        request.path("name"), request.query("replica").orElse(null), by(request)));
    }

    private Response rollback(Request request) {
        return Response.json(200, supervisor.rollback(request.path("name"), by(request)));
    }

    private Response scale(Request request) {
        int replicas = request.json().path("replicas").asInt();
        return Response.json(200, supervisor.scale(request.path("name"), replicas));
    }

    private Response size(Request request) {
        var wish = new SizeView.Wish(
                Double.parseDouble(request.query("availability").orElse("0.999")),
                request.query("requestsPerSecond").map(Double::valueOf).orElse(null),
                request.query("perReplica").map(Double::valueOf).orElse(null));
        return Response.json(200, supervisor.size(request.path("name"), wish));
    }

    private static String by(Request request) {
        return request.caller().name();
    }
}
