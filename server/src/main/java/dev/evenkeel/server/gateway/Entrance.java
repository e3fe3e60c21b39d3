package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.GatewayConfig.ConnectionLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which HTTP a caller speaks: by ALPN over TLS, otherwise by its first bytes (HTTP/2 with prior knowledge,
 * RFC 9113 §3.3).
 */
final class Entrance {
    private static final int MAX_STREAMS = 256;
    private static final byte[] PREFACE_START = {'P', 'R', 'I', ' '};

    private final Dispatch dispatch;
    private final Connections connections;
    private final @Nullable CallerTls tls;

    Entrance(Dispatch dispatch, Connections connections, @Nullable CallerTls tls) {
        this.dispatch = dispatch;
        this.connections = connections;
        this.tls = tls;
    }

    /** A connection has come. */
    void open(Channel channel, Loop loop) {
        if (tls == null) {
            channel.pipeline().addLast(new Sniffer(loop), http1(channel, loop, false));
        } else {
            var handler = tls.context().newHandler(channel.alloc());
            handler.setHandshakeTimeout(dispatch.limits().headerTimeout().toMillis(), TimeUnit.MILLISECONDS);
            channel.pipeline().addLast(handler, new Negotiated(loop));
        }
    }

    private GatewayHandler http1(Channel channel, Loop loop, boolean secure) {
        return new GatewayHandler(dispatch, connections, loop, channel, secure);
    }

    private void http2(ChannelPipeline pipeline, Loop loop, boolean secure) {
        ConnectionLimits limits = dispatch.limits();
        Http2Settings settings = Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_STREAMS)
                .maxHeaderListSize(limits.maxHeaderSize());
        var connection = new Http2Connection(connections, loop, limits);
        pipeline.addLast(
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(settings)
                        .gracefulShutdownTimeoutMillis(limits.shutdownTimeout().toMillis())
                        .build(),
                new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new Http2Caller(dispatch, connection, loop, stream, secure));
                    }
                }),
                connection);
    }

    /** Looks at the first bytes, and goes. */
    private final class Sniffer extends ByteToMessageDecoder {
        private final Loop loop;

        Sniffer(Loop loop) {
            this.loop = loop;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int looked = Math.min(in.readableBytes(), PREFACE_START.length);
            boolean matches = true;
            for (int i = 0; i < looked && matches; i++) {
                matches = in.getByte(in.readerIndex() + i) == PREFACE_START[i];
            }
            if (matches && looked < PREFACE_START.length) {
                return;
            }
            if (matches) {
                ctx.pipeline().remove(GatewayHandler.class);
                http2(ctx.pipeline(), loop, false);
            }
            // What has been read goes on to whoever is next.
            ctx.pipeline().remove(this);
        }
    }

    /** Waits for the handshake, and goes. */
    @SuppressWarnings("FutureReturnValueIgnored") // A close that fails ends the channel all the same.
    private final class Negotiated extends ApplicationProtocolNegotiationHandler {
        private final Loop loop;

        Negotiated(Loop loop) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.loop = loop;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                http2(ctx.pipeline(), loop, true);
            } else {
                ctx.pipeline().addLast(http1(ctx.channel(), loop, true));
            }
        }

        /** Scanners do that all day; it is nothing to be logged. */
        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
