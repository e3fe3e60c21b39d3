package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.Outcome;
import dev.evenkeel.server.gateway.wire.Output;
import dev.evenkeel.server.platform.telemetry.Span;
import org.jspecify.annotations.Nullable;

/** One attempt in a distributed trace; attributes as OpenTelemetry's semantic conventions for HTTP clients name them. */
final class AttemptTrace {
    static final AttemptTrace OFF = new AttemptTrace(null);

    private final @Nullable Span span;

    private AttemptTrace(@Nullable Span span) {
        this.span = span;
    }

    /** @param path without the query, which may hold secrets */
    static AttemptTrace begin(Span span, String method, Endpoint endpoint, String path, boolean hedge, int before) {
        Origin origin = endpoint.origin();
        span.set("http.request.method", method);
        span.set("server.address", origin.host());
        span.set("server.port", origin.port());
        String scheme = origin.tls() == null ? "http://" : "https://";
        span.set("url.full", scheme + origin.authority() + origin.basePath() + path);
        span.set("network.peer.address", endpoint.address().getAddress().getHostAddress());
        span.set("network.peer.port", endpoint.address().getPort());
        if (before > 0) {
            span.set("http.request.resend_count", before);
        }
        if (hedge) {
            span.set("evenkeel.hedge", "true");
        }
        return new AttemptTrace(span);
    }

    /** Writes the header that tells the upstream whose work its own is. */
    void writeTo(Output out) {
        if (span != null) {
            out.field("traceparent", span.context().traceparent());
        }
    }

    void answered(int status) {
        if (span != null) {
            span.set("http.response.status_code", status);
            if (status >= 400) {
                span.failed(String.valueOf(status));
            }
        }
    }

    void outcome(Outcome outcome) {
        if (span != null) {
            span.set("evenkeel.outcome", outcome.label());
            switch (outcome) {
                case CONNECT_FAILED, RESET, TIMEOUT, CUT -> span.failed(outcome.label());
                case OK, CLIENT_ERROR, RATE_LIMITED, SERVER_ERROR, GATEWAY_ERROR, CANCELLED -> {}
            }
        }
    }

    void end() {
        if (span != null) {
            span.end();
        }
    }
}
