package dev.evenkeel.server.platform.ops;

import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.telemetry.Metrics;

/** {@code /metrics} in the format that the scraper asks for. */
public final class MetricsApi {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final Metrics metrics;

    public MetricsApi(Metrics metrics) {
        this.metrics = metrics;
    }

    public void register(Operations operations) {
        operations.on("metrics", this::scrape);
    }

    private Response scrape(Request request) {
        boolean open = request.header("Accept").orElse("").contains("application/openmetrics-text");
        String type = open ? OPEN_METRICS : TEXT;
        return Response.text(200, type, metrics.scrape(type));
    }
}
