package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.GatewayConfig.ConnectionLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A caller's HTTP/2 connection as a whole: counted, closed when it is idle for long, drained when the gateway closes. */
@SuppressWarnings("FutureReturnValueIgnored") // A close that fails ends the channel all the same.
final class Http2Connection extends ChannelInboundHandlerAdapter implements Connections.Drainable {
    private final Connections connections;
    private final Loop loop;
    private final ConnectionLimits limits;
    private @Nullable Channel channel;
    private int streams;

    private final Timeout idle = new Timeout() {
        @Override
        void onTimeout() {
            if (streams == 0) {
                drain();
            } else {
                waitIdle();
            }
        }
    };

    Http2Connection(Connections connections, Loop loop, ConnectionLimits limits) {
        this.connections = connections;
        this.loop = loop;
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        connections.add(loop, this);
        waitIdle();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connections.remove(loop, this);
        loop.timeouts().cancel(idle);
    }

    void streamOpened() {
        streams++;
    }

    void streamClosed() {
        streams--;
        waitIdle();
    }

    private void waitIdle() {
        loop.timeouts().set(idle, System.nanoTime() + limits.idleTimeout().toNanos());
    }

    /** Says GOAWAY, and closes when the streams under way are done. */
    @Override
    public void drain() {
        if (channel != null) {
            channel.close();
        }
    }

    String address() {
        return channel != null && channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : "unknown";
    }

    /** Frames of the connection itself need nothing more. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
