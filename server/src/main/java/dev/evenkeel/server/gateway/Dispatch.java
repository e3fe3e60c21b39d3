package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.GatewayConfig.ConnectionLimits;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.HeadParser;
import dev.evenkeel.server.gateway.wire.KnownField;
import dev.evenkeel.server.gateway.wire.RequestHead;
import dev.evenkeel.server.platform.telemetry.Traces;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a request's head to its exchange, whatever the version of HTTP. Shared among event loops. */
final class Dispatch {
    private static final int MAX_REQUEST_ID = 128;

    private final ConnectionLimits limits;
    private final Traces traces;
    private volatile RouteTable table = new RouteTable(List.of());

    Dispatch(ConnectionLimits limits, Traces traces) {
        this.limits = limits;
        this.traces = traces;
    }

    ConnectionLimits limits() {
        return limits;
    }

    RouteTable table() {
        return table;
    }

    /** From now on these routes; exchanges under way keep theirs. */
    void table(RouteTable next) {
        table = next;
    }

    /**
     * Finds the route.
     *
     * @return the exchange, to be started; null when the caller has been answered already
     */
    @Nullable
    Exchange open(Loop loop, RequestHead head, RequestBody body, Caller caller) {
        String path = head.path();
        String requestId = requestId(loop, head);
        RequestTrace trace = RequestTrace.begin(traces, head, caller, requestId);
        Answers refusal;
        if (Hygiene.ambiguous(path)) {
            refusal = Answers.malformed(400, "a path with dot segments or characters that could be read in two ways");
        } else {
            switch (table.find(head.method(), head.authority(), path)) {
                case RouteTable.Found.Match(Route route, String[] captured) -> {
                    trace.route(route);
                    refusal = refusal(route, captured, head, caller);
                    if (refusal == null) {
                        var toUpstream = new UpstreamRequest(
                                route, head, captured, caller, requestId, limits.trustForwarded(), trace);
                        return new Exchange(loop, route, head, body, caller, toUpstream, requestId);
                    }
                }
                case RouteTable.Found.OtherMethod(String allow) -> refusal = Answers.methodNotAllowed(allow);
                case RouteTable.Found.None() -> refusal = Answers.noRoute();
            }
        }
        trace.end(refusal.status(), 0);
        refusal.sendTo(caller, requestId, head.method().equals("HEAD"));
        return null;
    }

    private @Nullable Answers refusal(Route route, String[] captured, RequestHead head, Caller caller) {
        String objection = route.objection(captured);
        if (objection != null) {
            route.metrics().refused(RouteMetrics.Refusal.CONSTRAINT);
            return Answers.of(400, "Bad request", objection);
        }
        if (head.framing().kind() == Framing.Kind.LENGTH && head.framing().length() > limits.maxBodySize()) {
            route.metrics().refused(RouteMetrics.Refusal.BODY_SIZE);
            return tooLarge(limits);
        }
        String expect = head.fields().get(KnownField.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return Answers.of(417, "Expectation failed", "The only expectation that can be met is 100-continue.");
        }
        if (route.rateLimit() != null) {
            long wait = route.rateLimit().tryAcquire(caller.address());
            if (wait > 0) {
                route.metrics().refused(RouteMetrics.Refusal.RATE_LIMIT);
                return Answers.rateLimited(wait);
            }
        }
        return null;
    }

    static Answers tooLarge(ConnectionLimits limits) {
        return Answers.of(413, "Content too large", "The body may have " + limits.maxBodySize() + " bytes.");
    }

    private static String requestId(Loop loop, RequestHead head) {
        String given = head.fields().get(KnownField.X_REQUEST_ID);
        if (given != null && !given.isEmpty() && given.length() <= MAX_REQUEST_ID && visible(given)) {
            return given;
        }
        return Long.toHexString(loop.random().nextLong());
    }

    private static boolean visible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Whether an HTTP/1.1 caller waits to be told before it sends the body. */
    static boolean waitsForContinue(RequestHead head) {
        return head.minor() > 0 && HeadParser.hasToken(head.fields().get(KnownField.EXPECT), "100-continue");
    }
}
