package dev.evenkeel.server.gateway;

import dev.evenkeel.core.cache.Conditions;
import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.HeadParser;
import dev.evenkeel.server.gateway.wire.KnownField;
import dev.evenkeel.server.gateway.wire.Output;
import dev.evenkeel.server.gateway.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The request as the upstream gets it: rewritten once, sent with each attempt. */
final class UpstreamRequest {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Route route;
    private final RequestHead head;
    private final Caller caller;
    private final String target;
    private final String requestId;
    private final boolean trustForwarded;
    private final boolean upgrade;
    private final RequestTrace trace;
    /** Fields in place of the caller's own, for a conditional request of the cache; null without. */
    private @Nullable Fields conditions;

    UpstreamRequest(
            Route route,
            RequestHead head,
            String[] captured,
            Caller caller,
            String requestId,
            boolean trustForwarded,
            RequestTrace trace) {
        this.route = route;
        this.head = head;
        this.caller = caller;
        this.target = route.target(head.target(), captured);
        this.requestId = requestId;
        this.trustForwarded = trustForwarded;
        this.trace = trace;
        this.upgrade = head.fields().has(KnownField.UPGRADE)
                && HeadParser.hasToken(head.fields().joined(KnownField.CONNECTION), "upgrade")
                && HeadParser.hasToken(head.fields().joined(KnownField.UPGRADE), "websocket");
    }

    boolean upgrade() {
        return upgrade;
    }

    RequestTrace trace() {
        return trace;
    }

    /** The trace of another attempt, after so many. */
    AttemptTrace attempt(Endpoint endpoint, boolean hedge, int before) {
        return trace.attempt(endpoint, target, hedge, before);
    }

    /** Makes it a validation of what the cache has. */
    void conditions(Conditions validators) {
        var fields = new Fields();
        if (validators.ifNoneMatch() != null) {
            fields.add("If-None-Match", validators.ifNoneMatch());
        }
        if (validators.ifModifiedSince() != null) {
            fields.add("If-Modified-Since", validators.ifModifiedSince());
        }
        conditions = fields;
    }

    /** The head for one endpoint. */
    ByteBuf head(Origin origin, Loop loop, long timeoutNanos, AttemptTrace attempt, ByteBufAllocator alloc) {
        Output out = loop.output();
        out.text(head.method()).space();
        if (!origin.basePath().isEmpty()) {
            out.text(origin.basePath());
        }
        out.text(target).text(" HTTP/1.1\r\nHost: ");
        boolean keepHost =
                route.config().upstream().preserveHost() && !head.authority().isEmpty();
        out.text(keepHost ? head.authority() : origin.authority()).crlf();
        fields(out);
        route.writeHeaders(out);
        attempt.writeTo(out);
        forwarded(out);
        out.field("X-Request-Id", requestId);
        out.text("X-Evenkeel-Timeout-Ms: ")
                .number(Math.max(1, timeoutNanos / 1_000_000))
                .crlf();
        framing(out);
        if (upgrade) {
            out.text("Connection: Upgrade\r\nUpgrade: websocket\r\n");
        }
        out.crlf();
        ByteBuf buffer = alloc.ioBuffer(out.size());
        out.writeTo(buffer);
        return buffer;
    }

    private void fields(Output out) {
        Fields fields = head.fields();
        String options = Hygiene.connectionOptions(fields);
        for (int i = 0; i < fields.size(); i++) {
            boolean replaced = (conditions != null && isCondition(fields.known(i))) || trace.replaces(fields, i);
            if (!replaced && Hygiene.requestField(fields, i, options, trustForwarded) && !route.setsHeader(fields, i)) {
                out.field(fields, i);
            }
        }
        if (conditions != null) {
            for (int i = 0; i < conditions.size(); i++) {
                out.field(conditions, i);
            }
        }
    }

    private static boolean isCondition(@Nullable KnownField field) {
        return field == KnownField.IF_NONE_MATCH || field == KnownField.IF_MODIFIED_SINCE;
    }

    private void forwarded(Output out) {
        String address = caller.address();
        out.text("X-Forwarded-For: ").text(address);
        out.text("\r\nX-Forwarded-Proto: ").text(caller.scheme());
        boolean ipv6 = address.indexOf(':') >= 0;
        out.text("\r\nForwarded: for=").text(ipv6 ? "\"[" + address + "]\"" : address);
        out.text(";proto=").text(caller.scheme());
        if (!head.authority().isEmpty()) {
            out.text(";host=\"")
                    .text(head.authority())
                    .text("\"\r\nX-Forwarded-Host: ")
                    .text(head.authority());
        }
        out.text(head.minor() == 0 ? "\r\nVia: 1.0 evenkeel\r\n" : "\r\nVia: 1.1 evenkeel\r\n");
    }

    private void framing(Output out) {
        switch (head.framing().kind()) {
            case LENGTH ->
                out.text("Content-Length: ").number(head.framing().length()).crlf();
            case CHUNKED, UNTIL_CLOSE -> out.text("Transfer-Encoding: chunked\r\n");
            case NONE -> {
                boolean expectsBody = switch (head.method()) {
                    case "POST", "PUT", "PATCH" -> true;
                    default -> false;
                };
                if (expectsBody || head.fields().has(KnownField.CONTENT_LENGTH)) {
                    out.text("Content-Length: 0\r\n");
                }
            }
        }
    }

    /** Sends a piece of the body, which changes hands. */
    void writeBody(UpstreamConnection connection, ByteBuf piece) {
        if (head.framing().kind() != Framing.Kind.CHUNKED) {
            connection.write(piece);
        } else if (piece.isReadable()) {
            ByteBufAllocator alloc = connection.channel().alloc();
            ByteBuf size = alloc.ioBuffer(16);
            ByteBufUtil.writeAscii(size, Integer.toHexString(piece.readableBytes()) + "\r\n");
            connection.write(size);
            connection.write(piece);
            connection.write(ByteBufUtil.writeAscii(alloc, "\r\n"));
        } else {
            piece.release();
        }
    }

    void writeBodyEnd(UpstreamConnection connection, @Nullable Fields trailers) {
        if (head.framing().kind() != Framing.Kind.CHUNKED) {
            return;
        }
        var out = new Output();
        if (trailers == null) {
            out.bytes(LAST_CHUNK);
        } else {
            out.text("0\r\n");
            for (int i = 0; i < trailers.size(); i++) {
                if (trailers.known(i) == null) {
                    out.field(trailers, i);
                }
            }
            out.crlf();
        }
        ByteBuf end = connection.channel().alloc().ioBuffer(out.size());
        out.writeTo(end);
        connection.write(end);
    }
}
