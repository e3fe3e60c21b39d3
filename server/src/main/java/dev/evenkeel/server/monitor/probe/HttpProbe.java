package dev.evenkeel.server.monitor.probe;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.concurrent.Future;
import java.util.Map;

/** Sends an HTTP request, follows redirects, reads the answer. HTTP/1.1 and HTTP/2 end in the same handler. */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails ends the channel, which is heard of there.
public final class HttpProbe implements Probe {
    private static final String AGENT = "evenkeel-monitor";
    private static final int LONGEST_LINE = 16 << 10;
    private static final int LARGEST_HEAD = 64 << 10;
    private static final int CHUNK = 16 << 10;

    private final HttpRequestSettings settings;

    public HttpProbe(HttpRequestSettings settings) {
        this.settings = settings;
    }

    @Override
    public void run(Attempt attempt) {
        run(attempt, settings);
    }

    @Override
    public String target() {
        return settings.url().toString();
    }

    static void run(Attempt attempt, HttpRequestSettings request) {
        attempt.answer().url = request.url().toString();
        String via = request.via();
        String host = via == null ? request.url().getHost() : via.substring(0, via.lastIndexOf(':'));
        int port = via == null ? request.port() : Integer.parseInt(via.substring(via.lastIndexOf(':') + 1));
        attempt.resolve(
                host,
                request.family(),
                address -> attempt.connect(
                        address,
                        port,
                        request.secure() ? request.tls() : null,
                        bare(request.url().getHost()),
                        channel -> send(attempt, request, channel)));
    }

    private static void send(Attempt attempt, HttpRequestSettings request, Channel channel) {
        boolean http2 = request.secure()
                ? TlsClient.speaksHttp2(channel)
                : request.version() == HttpRequestSettings.Version.HTTP_2;
        attempt.enter(Phase.FIRST_BYTE);
        attempt.answer().protocol = http2 ? "HTTP/2" : "HTTP/1.1";
        if (http2) {
            sendHttp2(attempt, request, channel);
        } else {
            var codec = new HttpClientCodec(LONGEST_LINE, LARGEST_HEAD, CHUNK, true);
            String last = channel.pipeline().lastContext().name();
            channel.pipeline().addBefore(last, null, codec);
            channel.pipeline().addBefore(last, null, new HttpAnswer(attempt, request));
            channel.writeAndFlush(message(attempt, request, false), channel.voidPromise());
        }
    }

    private static void sendHttp2(Attempt attempt, HttpRequestSettings request, Channel channel) {
        String last = channel.pipeline().lastContext().name();
        channel.pipeline()
                .addBefore(
                        last,
                        null,
                        Http2FrameCodecBuilder.forClient()
                                .initialSettings(Http2Settings.defaultSettings().pushEnabled(false))
                                .build());
        channel.pipeline().addBefore(last, null, new Http2MultiplexHandler(new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext context) {
                context.close(); // Nothing may be pushed to us.
            }
        }));
        new Http2StreamChannelBootstrap(channel)
                .handler(new ChannelInboundHandlerAdapter())
                .open()
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (!opened.isSuccess()) {
                        attempt.fail(opened.cause());
                        return;
                    }
                    Http2StreamChannel stream = opened.getNow();
                    HttpScheme scheme = request.secure() ? HttpScheme.HTTPS : HttpScheme.HTTP;
                    stream.pipeline()
                            .addLast(
                                    new Http2StreamFrameToHttpObjectCodec(false),
                                    new HttpAnswer(attempt, request),
                                    new Attempt.Ending(attempt));
                    FullHttpRequest message = message(attempt, request, true);
                    message.headers().set(HttpConversionUtil.ExtensionHeaderNames.SCHEME.text(), scheme.name());
                    stream.writeAndFlush(message);
                });
    }

    private static FullHttpRequest message(Attempt attempt, HttpRequestSettings request, boolean http2) {
        byte[] body = request.body();
        var message = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                request.method(),
                request.pathAndQuery(),
                body.length == 0 ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        HttpHeaders headers = message.headers();
        headers.set(HttpHeaderNames.HOST, request.authority());
        headers.set(HttpHeaderNames.USER_AGENT, AGENT);
        headers.set(HttpHeaderNames.ACCEPT, "*/*");
        headers.set("traceparent", attempt.trace().traceparent());
        if (!http2) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        if (body.length > 0
                || request.method().equals(HttpMethod.POST)
                || request.method().equals(HttpMethod.PUT)) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        for (Map.Entry<String, String> header : request.headers()) {
            headers.set(header.getKey(), header.getValue());
        }
        return message;
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
