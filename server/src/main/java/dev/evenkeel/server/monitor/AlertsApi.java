package dev.evenkeel.server.monitor;

import dev.evenkeel.server.monitor.alert.Alert;
import dev.evenkeel.server.monitor.alert.AlertBook;
import dev.evenkeel.server.monitor.alert.Deliveries;
import dev.evenkeel.server.monitor.alert.Deliveries.Delivery;
import dev.evenkeel.server.monitor.alert.IncomingAlerts;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alerts over HTTP: those that fire, those that others push, and the notices about them. */
final class AlertsApi {
    private final AlertBook book;
    private final Deliveries deliveries;
    private final IncomingAlerts incoming;
    private final InstantSource clock;

    AlertsApi(AlertBook book, Deliveries deliveries, IncomingAlerts incoming, InstantSource clock) {
        this.book = book;
        this.deliveries = deliveries;
        this.incoming = incoming;
        this.clock = clock;
    }

    void register(Operations operations) {
        operations
                .on(
                        "listAlerts",
                        _ -> Response.json(
                                200,
                                book.alerts().stream().map(AlertsApi::shape).toList()))
                .on("pushAlerts", request -> {
                    incoming.accept(request.json(), "");
                    return Response.empty(200);
                })
                .on("alertWebhook", request -> {
                    incoming.accept(request.json().path("alerts"), "/alerts");
                    return Response.empty(200);
                })
                .on("listDeliveries", this::list)
                .on("resendDelivery", this::resend);
    }

    private record Shape(
            String fingerprint,
            String status,
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            @Nullable Instant endsAt) {}

    private static Shape shape(Alert alert) {
        return new Shape(
                alert.fingerprint(),
                alert.isFiring() ? "firing" : "resolved",
                alert.labels(),
                alert.annotations(),
                alert.startsAt(),
                alert.endsAt());
    }

    private Response list(Request request) throws IOException {
        return Response.json(
                200,
                deliveries.list(
                        request.query("state").orElse(null),
                        request.queryInt("limit").orElse(100)));
    }

    private Response resend(Request request) throws IOException {
        long id;
        try {
            id = Long.parseLong(request.path("id"));
        } catch (NumberFormatException e) {
            throw unknown(request.path("id"));
        }
        Delivery delivery = deliveries.resend(id, clock.instant()).orElseThrow(() -> unknown(request.path("id")));
        if (!delivery.state().equals("pending")) {
            throw new ProblemException(
                    409,
                    "Not given up",
                    "Notice " + id + " is " + delivery.state() + "; only dead ones are sent again.");
        }
        return Response.json(200, delivery);
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound("There is no notice '" + id + "'.");
    }
}
