package dev.evenkeel.server.chaos.status;

import dev.evenkeel.server.platform.json.Json;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The API of the status server. Belongs to one event loop. */
@Sharable
@SuppressWarnings("FutureReturnValueIgnored") // Callers who have gone are of no interest.
final class StatusHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String SET = "/status/";

    private final Flakiness flakiness;
    private final StatusCounts counts = new StatusCounts();

    StatusHandler(Flakiness flakiness) {
        this.flakiness = flakiness;
    }

    private record Reply(int status, Object body) {}

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        boolean head = request.method().equals(HttpMethod.HEAD);
        boolean get = request.method().equals(HttpMethod.GET) || head;
        boolean post = request.method().equals(HttpMethod.POST);
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (path.equals("/status") && get) {
            Flakiness.Draw draw = flakiness.draw();
            counts.answered(draw.status());
            Object body = Map.of("status", draw.status(), "flaky", flakiness.isFlaky());
            Runnable answer = () -> send(context, new Reply(draw.status(), body), keepAlive, head);
            if (draw.delay().isZero()) {
                answer.run();
            } else {
                context.executor().schedule(answer, draw.delay().toNanos(), TimeUnit.NANOSECONDS);
            }
        } else if (path.startsWith(SET) && post) {
            send(context, set(path.substring(SET.length())), keepAlive, false);
        } else if (path.equals("/flaky") && post) {
            boolean now = flakiness.toggle();
            counts.changed();
            send(context, new Reply(202, Map.of("flaky", now)), keepAlive, false);
        } else if (path.equals("/metrics") && get) {
            byte[] text = counts.prometheus(flakiness).getBytes(StandardCharsets.UTF_8);
            send(context, 200, "text/plain; version=0.0.4; charset=utf-8", text, keepAlive, head);
        } else {
            boolean known = path.equals("/status") || path.equals("/flaky") || path.startsWith(SET);
            String uses = "GET /status, POST /status/{code}, POST /flaky, GET /metrics";
            send(context, new Reply(known ? 405 : 404, Map.of("error", "use " + uses)), keepAlive, head);
        }
    }

    private Reply set(String text) {
        int code = text.matches("\\d{3}") ? Integer.parseInt(text) : 0;
        // 1xx are no final answers (RFC 9110, 15.2); of the others those exist that have a name.
        boolean exists = code >= 200
                && code <= 599
                && !HttpResponseStatus.valueOf(code).reasonPhrase().contains("(");
        if (!exists) {
            return new Reply(400, Map.of("error", "there is no status " + text + " that could be answered"));
        }
        if (flakiness.set(code)) {
            counts.changed();
            return new Reply(202, Map.of("status", code));
        }
        return new Reply(200, Map.of("status", code));
    }

    private static void send(ChannelHandlerContext context, Reply reply, boolean keepAlive, boolean head) {
        send(context, reply.status(), "application/json", Json.bytes(reply.body()), keepAlive, head);
    }

    private static void send(
            ChannelHandlerContext context, int status, String type, byte[] body, boolean keepAlive, boolean head) {
        HttpResponseStatus code = HttpResponseStatus.valueOf(status);
        boolean bodiless = status == 204 || status == 205 || status == 304;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, code, head || bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        if (!bodiless) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        } else if (status == 205) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        }
        HttpUtil.setKeepAlive(response, keepAlive);
        var sent = context.writeAndFlush(response);
        if (!keepAlive) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
