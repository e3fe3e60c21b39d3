package dev.evenkeel.server.chaos;

import dev.evenkeel.server.platform.json.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What becomes of one request: an answer, or what a {@link Fault} does instead. Used on the connection's thread. */
final class Reply {
    private static final String JSON = "application/json";

    /** IMF-fixdate (RFC 9110, 5.6.7). */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Channel channel;
    private final boolean keepAlive;
    private final InstantSource clock;
    private final Runnable sent;
    private int retryAfterSeconds;
    private String allow = "";
    private byte[] rightBody = new byte[0];
    private boolean done;
    private @Nullable Future<?> pending;

    /** @param sent runs once an answer has been written and the next request of the connection may come */
    Reply(Channel channel, boolean keepAlive, InstantSource clock, Runnable sent) {
        this.channel = channel;
        this.keepAlive = keepAlive;
        this.clock = clock;
        this.sent = sent;
    }

    /** Does something later, unless the caller goes away before. One thing at a time. */
    void after(Duration delay, Runnable action) {
        if (delay.isZero()) {
            action.run();
        } else {
            pending = channel.eventLoop().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Whether the answer was written, or the connection ended instead. */
    boolean done() {
        return done;
    }

    /** The caller is gone: what was to happen later doesn't. */
    void cancel() {
        if (pending != null) {
            pending.cancel(false);
        }
    }

    /** Says what the answer would be if nothing went wrong. */
    void prepare(Object body) {
        rightBody = Json.bytes(body);
    }

    /** Adds {@code Retry-After} (RFC 9110, 10.2.3) to the answer. */
    void retryAfter(int seconds) {
        retryAfterSeconds = seconds;
    }

    /** Adds {@code Allow}, which goes with a 405 (RFC 9110, 15.5.6). */
    void allow(String methods) {
        allow = methods;
    }

    /** Answers what was prepared. */
    void right() {
        send(200, JSON, rightBody);
    }

    /** Sends the head of the prepared answer and half of its body. */
    void half() {
        done = true;
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        describe(head.headers(), JSON, rightBody.length);
        channel.write(head).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        ByteBuf part = Unpooled.wrappedBuffer(rightBody, 0, rightBody.length / 2);
        channel.writeAndFlush(new DefaultHttpContent(part))
                .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    void json(int status, Object body) {
        send(status, JSON, Json.bytes(body));
    }

    void error(int status, String message) {
        json(status, Map.of("error", message));
    }

    void html(int status, String page) {
        send(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the connection with a TCP RST; what is still on its way is lost. */
    void reset() {
        done = true;
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    private void send(int status, String type, byte[] body) {
        done = true;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        describe(response.headers(), type, body.length);
        if (status == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = channel.writeAndFlush(response);
        written.addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        if (keepAlive) {
            sent.run();
        } else {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void describe(HttpHeaders headers, String type, int length) {
        headers.set(HttpHeaderNames.CONTENT_TYPE, type);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
        headers.set(HttpHeaderNames.DATE, DATE.format(clock.instant()));
        if (retryAfterSeconds > 0) {
            headers.set(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
        }
        if (!allow.isEmpty()) {
            headers.set(HttpHeaderNames.ALLOW, allow);
        }
    }
}
