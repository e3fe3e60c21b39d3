package dev.evenkeel.server.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;

/** The connections of one event loop to one endpoint. The most recently used one is used next, so that others can age. */
@SuppressWarnings("FutureReturnValueIgnored") // Their listeners hear of it.
final class UpstreamPool {

    /** Gets a connection, or not. */
    interface Taker {
        void onConnection(UpstreamConnection connection);

        void onConnectFailed();
    }

    private final Endpoint endpoint;
    private final Loop loop;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();

    UpstreamPool(Endpoint endpoint, Loop loop) {
        this.endpoint = endpoint;
        this.loop = loop;
    }

    /**
     * Hands over a connection, at once when one is idle.
     *
     * @param fresh never one that has been used
     */
    void acquire(boolean fresh, int connectTimeoutMillis, Taker taker) {
        while (!fresh && !idle.isEmpty()) {
            UpstreamConnection connection = idle.pollLast();
            if (connection.usable()) {
                taker.onConnection(connection);
                return;
            }
        }
        connect(connectTimeoutMillis, taker);
    }

    private void connect(int connectTimeoutMillis, Taker taker) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop.executor())
                .channel(loop.channelType())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMillis)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslContext tls = endpoint.origin().tls();
                        if (tls != null) {
                            SslHandler handler = tls.newHandler(
                                    channel.alloc(),
                                    endpoint.origin().host(),
                                    endpoint.origin().port());
                            handler.setHandshakeTimeoutMillis(connectTimeoutMillis);
                            channel.pipeline().addLast(handler);
                        }
                        channel.pipeline().addLast(new UpstreamConnection(UpstreamPool.this, endpoint, loop, channel));
                    }
                })
                .connect(endpoint.address());
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                taker.onConnectFailed();
                return;
            }
            SslHandler tls = connecting.channel().pipeline().get(SslHandler.class);
            if (tls == null) {
                handOver(connecting.channel(), taker);
                return;
            }
            tls.handshakeFuture().addListener(shaken -> {
                if (shaken.isSuccess()) {
                    handOver(connecting.channel(), taker);
                } else {
                    connecting.channel().close();
                    taker.onConnectFailed();
                }
            });
        });
    }

    private void handOver(Channel channel, Taker taker) {
        UpstreamConnection connection = channel.pipeline().get(UpstreamConnection.class);
        if (connection.usable()) {
            taker.onConnection(connection);
        } else {
            taker.onConnectFailed();
        }
    }

    void release(UpstreamConnection connection) {
        if (endpoint.retired()) {
            connection.close();
        } else {
            idle.addLast(connection);
        }
    }

    void forget(UpstreamConnection connection) {
        idle.remove(connection);
    }

    /** Closes what isn't in use; may be called on any thread. */
    void closeIdle() {
        loop.executor().execute(() -> {
            while (!idle.isEmpty()) {
                idle.pollLast().close();
            }
        });
    }
}
