package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.Outcome;
import dev.evenkeel.core.resilience.RateLimit;
import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import dev.evenkeel.server.platform.json.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers that the gateway gives itself, as problems (RFC 9457).
 *
 * @param retryAfterSeconds 0 for no {@code Retry-After}
 * @param allow the methods that a 405 names; null otherwise
 */
record Answers(
        int status,
        String title,
        String detail,
        long retryAfterSeconds,
        @Nullable String allow) {

    static Answers of(int status, String title, String detail) {
        return new Answers(status, title, detail, 0, null);
    }

    static Answers malformed(int status, String reason) {
        String title = switch (status) {
            case 413 -> "Content too large";
            case 431 -> "Request header fields too large";
            case 405 -> "Method not allowed";
            case 417 -> "Expectation failed";
            case 501 -> "Not implemented";
            case 505 -> "HTTP version not supported";
            default -> "Bad request";
        };
        return of(status, title, "The request has " + reason + ".");
    }

    static Answers noRoute() {
        return of(404, "Not found", "No route takes this host and path.");
    }

    static Answers methodNotAllowed(String allow) {
        return new Answers(405, "Method not allowed", "The route takes " + allow + ".", 0, allow);
    }

    static Answers rateLimited(long waitNanos) {
        return new Answers(
                429,
                "Too many requests",
                "You have sent more requests than this route takes from one address.",
                RateLimit.retryAfterSeconds(waitNanos),
                null);
    }

    static Answers overloaded(String detail) {
        return new Answers(503, "Service unavailable", detail, 1, null);
    }

    /** What is said when every attempt failed without an answer that could be passed on. */
    static Answers failed(@Nullable Outcome outcome, int attempts) {
        String tries = attempts == 1 ? "1 attempt" : attempts + " attempts";
        if (outcome == null || outcome == Outcome.CONNECT_FAILED) {
            return overloaded("The upstream can't be reached; " + tries + " within the deadline.");
        }
        if (outcome == Outcome.TIMEOUT) {
            return of(
                    504, "Gateway timeout", "The upstream did not answer in time; " + tries + " within the deadline.");
        }
        return of(502, "Bad gateway", "The upstream broke the connection or sent no valid answer; " + tries + ".");
    }

    void sendTo(Caller caller, @Nullable String requestId, boolean toHead) {
        var problem = new LinkedHashMap<String, Object>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        byte[] body = Json.bytes(problem);
        var fields = new Fields();
        fields.add("Content-Type", "application/problem+json");
        fields.add("Cache-Control", "no-store");
        if (retryAfterSeconds > 0) {
            fields.add("Retry-After", String.valueOf(retryAfterSeconds));
        }
        if (allow != null) {
            fields.add("Allow", allow);
        }
        if (requestId != null) {
            fields.add("X-Request-Id", requestId);
        }
        caller.answer(new ResponseHead(status, title, 1, fields), new Framing(Framing.Kind.LENGTH, body.length));
        if (!toHead) {
            ByteBuf data = Unpooled.wrappedBuffer(body);
            caller.data(data);
        }
        caller.end(null);
    }
}
