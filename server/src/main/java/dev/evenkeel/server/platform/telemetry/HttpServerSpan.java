package dev.evenkeel.server.platform.telemetry;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The work on one HTTP request that came in, with the name and the attributes that OpenTelemetry's semantic conventions
 * for HTTP servers give it (version 1.23 and later). The query, which may hold secrets, is left out.
 */
public final class HttpServerSpan {
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    private final Span span;
    private final String method;

    private HttpServerSpan(Span span, String method) {
        this.span = span;
        this.method = method;
    }

    /**
     * A request's head.
     *
     * @param authority as in {@code Host}; empty without
     * @param version of HTTP, as in 1.1 and 2
     * @param traceparent null without one
     * @param tracestate null without one
     */
    public record Head(
            String method,
            String path,
            String scheme,
            String authority,
            String version,
            String caller,
            @Nullable String traceparent,
            @Nullable String tracestate) {}

    /**
     * @param read makes the head, when it is needed
     * @return empty when nothing is recorded at all
     */
    public static Optional<HttpServerSpan> begin(Traces traces, Supplier<Head> read) {
        if (traces == Traces.OFF) {
            return Optional.empty();
        }
        Head head = read.get();
        String known = METHODS.contains(head.method) ? head.method : "_OTHER";
        String traceparent = head.traceparent == null ? "" : head.traceparent;
        String tracestate = head.tracestate == null ? "" : head.tracestate;
        Span span = traces.server(name(known), traceparent, tracestate).orElse(null);
        if (span == null) {
            return Optional.empty();
        }
        span.set("http.request.method", known);
        if (!known.equals(head.method)) {
            span.set("http.request.method_original", head.method);
        }
        span.set("url.path", head.path);
        span.set("url.scheme", head.scheme);
        address(span, "server", head.authority);
        span.set("network.protocol.version", head.version);
        span.set("client.address", head.caller);
        return Optional.of(new HttpServerSpan(span, known));
    }

    private static String name(String method) {
        return method.equals("_OTHER") ? "HTTP" : method;
    }

    /** Sets the address and the port of {@code host:port}, where there are any. */
    private static void address(Span span, String side, String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']') && authority.length() - colon <= 6;
        String host = port ? authority.substring(0, colon) : authority;
        if (!host.isEmpty()) {
            span.set(side + ".address", host);
        }
        if (port && authority.substring(colon + 1).matches("\\d+")) {
            span.set(side + ".port", Long.parseLong(authority.substring(colon + 1)));
        }
    }

    public Span span() {
        return span;
    }

    /** @param template of the path, as in {@code /lookup/{ip}} */
    public void route(String template) {
        span.set("http.route", template);
        span.name(name(method) + " " + template);
    }

    /** @param status 0 when the caller left before it was answered */
    public void end(int status) {
        if (status > 0) {
            span.set("http.response.status_code", status);
        }
        if (status == 0) {
            span.set("error.type", "caller_gone");
        } else if (status >= 500) {
            span.failed(String.valueOf(status));
        }
        span.end();
    }
}
