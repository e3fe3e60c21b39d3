package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.KnownField;
import dev.evenkeel.server.gateway.wire.RequestHead;
import dev.evenkeel.server.platform.telemetry.HttpServerSpan;
import dev.evenkeel.server.platform.telemetry.Traces;
import org.jspecify.annotations.Nullable;

/**
 * One request in a distributed trace, with a span for each attempt below it. While no traces are recorded,
 * {@code traceparent} and {@code tracestate} go on as they came: who records nothing must not step in between.
 */
final class RequestTrace {
    private static final RequestTrace OFF = new RequestTrace(null, "", false);

    private final @Nullable HttpServerSpan span;
    private final String method;
    private final boolean restarted;

    private RequestTrace(@Nullable HttpServerSpan span, String method, boolean restarted) {
        this.span = span;
        this.method = method;
        this.restarted = restarted;
    }

    static RequestTrace begin(Traces traces, RequestHead head, Caller caller, String requestId) {
        if (traces == Traces.OFF) {
            return OFF;
        }
        Fields fields = head.fields();
        // Two of them are as good as none (W3C Trace Context, section 3.2.2).
        String sent = fields.count(KnownField.TRACEPARENT) == 1 ? fields.get(KnownField.TRACEPARENT) : null;
        HttpServerSpan span = HttpServerSpan.begin(
                        traces,
                        () -> new HttpServerSpan.Head(
                                head.method(),
                                head.path(),
                                caller.scheme(),
                                head.authority(),
                                head.minor() == 0 ? "1.0" : caller.version(),
                                caller.address(),
                                sent,
                                fields.joined("tracestate")))
                .orElse(null);
        if (span == null) {
            return OFF;
        }
        span.span().set("evenkeel.request_id", requestId);
        boolean restarted = sent == null || !sent.contains(span.span().context().traceId());
        return new RequestTrace(span, head.method(), restarted);
    }

    /** The request is for this route. */
    void route(Route route) {
        if (span != null) {
            span.route(route.config().match().path());
            span.span().set("evenkeel.route", route.name());
        }
    }

    /** Another attempt begins, after so many. */
    AttemptTrace attempt(Endpoint endpoint, String target, boolean hedge, int before) {
        if (span == null) {
            return AttemptTrace.OFF;
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return AttemptTrace.begin(span.span().client(method), method, endpoint, path, hedge, before);
    }

    /** Whether a field of the caller's is replaced by the attempt's own. */
    boolean replaces(Fields fields, int i) {
        return span != null && (fields.is(i, KnownField.TRACEPARENT) || (restarted && fields.named(i, "tracestate")));
    }

    /** The cache has the answer. */
    void cached() {
        if (span != null) {
            span.span().set("evenkeel.cache", "hit");
        }
    }

    /** @param status 0 when the caller left before it was answered */
    void end(int status, int attempts) {
        if (span != null) {
            span.span().set("evenkeel.attempts", attempts);
            span.end(status);
        }
    }
}
