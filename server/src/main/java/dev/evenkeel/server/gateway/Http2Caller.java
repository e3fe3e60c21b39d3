package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.HeadParser;
import dev.evenkeel.server.gateway.wire.KnownField;
import dev.evenkeel.server.gateway.wire.MalformedException;
import dev.evenkeel.server.gateway.wire.RequestHead;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request on an HTTP/2 stream (RFC 9113 §8), which goes on over HTTP/1.1. */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails ends the stream, which is heard of there.
final class Http2Caller extends ChannelInboundHandlerAdapter implements Caller {
    private final Dispatch dispatch;
    private final Http2Connection connection;
    private final Loop loop;
    private final Channel stream;
    private final boolean secure;
    private @Nullable Exchange exchange;
    private @Nullable Http2Headers pending;
    private boolean toHead;
    private boolean bodyComplete;
    private boolean opened;
    private boolean over;
    private long bodySize;

    /** For the rest of the body, or for the caller to take the answer. */
    private final Timeout timeout = new Timeout() {
        @Override
        void onTimeout() {
            if (!bodyComplete || !stream.isWritable()) {
                gone();
                abort();
            }
        }
    };

    Http2Caller(Dispatch dispatch, Http2Connection connection, Loop loop, Channel stream, boolean secure) {
        this.dispatch = dispatch;
        this.connection = connection;
        this.loop = loop;
        this.stream = stream;
        this.secure = secure;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection.streamOpened();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connection.streamClosed();
        loop.timeouts().cancel(timeout);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case Http2HeadersFrame frame when !opened -> begin(frame);
            case Http2HeadersFrame frame when frame.isEndStream() -> bodyEnd(trailers(frame.headers()));
            case Http2DataFrame frame -> data(frame);
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void begin(Http2HeadersFrame frame) {
        opened = true;
        bodyComplete = frame.isEndStream();
        RequestHead head;
        try {
            head = head(frame.headers(), frame.isEndStream());
        } catch (MalformedException e) {
            Answers.malformed(e.status(), e.reason()).sendTo(this, null, false);
            return;
        }
        toHead = head.method().equals("HEAD");
        var body = new RequestBody();
        if (bodyComplete) {
            body.complete(null);
        } else {
            waitForBody();
        }
        Exchange started = dispatch.open(loop, head, body, this);
        if (started != null) {
            exchange = started;
            started.start();
        }
    }

    private RequestHead head(Http2Headers headers, boolean endStream) throws MalformedException {
        var fields = new Fields();
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            String name = header.getKey().toString();
            if (!name.startsWith(":")) {
                if (fields.size() == dispatch.limits().maxHeaders()) {
                    throw new MalformedException(
                            431, "more than " + dispatch.limits().maxHeaders() + " header fields");
                }
                fields.add(name, header.getValue().toString());
            }
        }
        if (fields.count(KnownField.COOKIE) > 1) {
            // RFC 9113 §8.2.3: split for compression; together again for HTTP/1.1.
            String cookies = String.join("; ", fields.all("cookie"));
            fields.set("cookie", cookies);
        }
        String host = fields.get(KnownField.HOST);
        String authority =
                headers.authority() == null ? host : headers.authority().toString();
        if (authority == null || (host != null && !host.equalsIgnoreCase(authority))) {
            throw new MalformedException(authority == null ? "no authority" : ":authority and Host that differ");
        }
        return HeadParser.http2(
                text(headers.method()), text(headers.path()), authority, fields, Framing.ofHttp2(fields, endStream));
    }

    private static @Nullable String text(@Nullable CharSequence text) {
        return text == null ? null : text.toString();
    }

    private static @Nullable Fields trailers(Http2Headers headers) {
        var fields = new Fields();
        headers.forEach(header ->
                fields.add(header.getKey().toString(), header.getValue().toString()));
        return fields.size() == 0 ? null : fields;
    }

    private void data(Http2DataFrame frame) {
        Exchange to = exchange;
        bodySize += frame.content().readableBytes();
        if (to == null || over) {
            frame.release();
        } else if (bodySize > dispatch.limits().maxBodySize()) {
            frame.release();
            gone();
            Dispatch.tooLarge(dispatch.limits()).sendTo(this, null, toHead);
            return;
        } else {
            waitForBody();
            to.onBody(frame.content());
        }
        if (frame.isEndStream()) {
            bodyEnd(null);
        }
    }

    private void bodyEnd(@Nullable Fields trailers) {
        bodyComplete = true;
        loop.timeouts().cancel(timeout);
        if (exchange != null) {
            exchange.onBodyEnd(trailers);
        }
    }

    private void waitForBody() {
        loop.timeouts()
                .set(
                        timeout,
                        System.nanoTime() + dispatch.limits().bodyTimeout().toNanos());
    }

    // The answer.

    @Override
    public void interim(ResponseHead head) {
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers(head), false), stream.voidPromise());
    }

    @Override
    public void answer(ResponseHead head, Framing framing) {
        Http2Headers headers = headers(head);
        String given = head.fields().get(KnownField.CONTENT_LENGTH);
        if (framing.kind() == Framing.Kind.LENGTH) {
            headers.setLong("content-length", framing.length());
        } else if (given != null && framing.isNone() && (toHead || head.status() == 304)) {
            headers.set("content-length", given);
        }
        pending = headers;
    }

    private static Http2Headers headers(ResponseHead head) {
        Http2Headers headers = new DefaultHttp2Headers(false).status(String.valueOf(head.status()));
        Fields fields = head.fields();
        String options = Hygiene.connectionOptions(fields);
        for (int i = 0; i < fields.size(); i++) {
            if (Hygiene.answerField(fields, i, options)) {
                headers.add(fields.name(i).toLowerCase(Locale.ROOT), fields.value(i));
            }
        }
        return headers;
    }

    @Override
    public void data(ByteBuf data) {
        if (toHead || !data.isReadable()) {
            data.release();
            return;
        }
        writePending(false);
        stream.write(new DefaultHttp2DataFrame(data, false), stream.voidPromise());
    }

    private void writePending(boolean end) {
        if (pending != null) {
            stream.write(new DefaultHttp2HeadersFrame(pending, end), stream.voidPromise());
            pending = null;
        }
    }

    @Override
    public void flush() {
        writePending(false);
        stream.flush();
    }

    @Override
    public void end(@Nullable Fields trailers) {
        exchange = null;
        over = true;
        if (trailers != null) {
            writePending(false);
            Http2Headers last = new DefaultHttp2Headers(false);
            for (int i = 0; i < trailers.size(); i++) {
                if (trailers.known(i) == null) {
                    last.add(trailers.name(i).toLowerCase(Locale.ROOT), trailers.value(i));
                }
            }
            stream.write(new DefaultHttp2HeadersFrame(last, true), stream.voidPromise());
        } else if (pending != null) {
            writePending(true);
        } else {
            stream.write(new DefaultHttp2DataFrame(true), stream.voidPromise());
        }
        stream.flush();
        if (!bodyComplete) {
            // RFC 9113 §8.1: the rest of the request isn't needed.
            stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR), stream.voidPromise());
        }
    }

    @Override
    public void abort() {
        exchange = null;
        over = true;
        stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR), stream.voidPromise());
    }

    @Override
    public boolean writable() {
        return stream.isWritable();
    }

    @Override
    public void readBody(boolean on) {
        stream.config().setAutoRead(on);
        if (on) {
            waitForBody();
        } else {
            loop.timeouts().cancel(timeout);
        }
    }

    @Override
    public void upgrade(ResponseHead head, UpstreamConnection upstream) {
        // Requests over HTTP/2 have no Upgrade, so an upstream that answers 101 is out of order.
        upstream.close();
        Answers.of(502, "Bad gateway", "The upstream switched protocols without being asked.")
                .sendTo(this, null, toHead);
    }

    @Override
    public String address() {
        return connection.address();
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public String scheme() {
        return secure ? "https" : "http";
    }

    // What happens to the stream.

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            gone();
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        gone();
        ctx.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && stream.isWritable()) {
            exchange.callerWritable();
        }
    }

    private void gone() {
        Exchange abandoned = exchange;
        exchange = null;
        over = true;
        if (abandoned != null) {
            abandoned.callerGone();
        }
    }
}
