package dev.evenkeel.server.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** One direction of an upgraded connection: what comes in here goes out there, as fast as the other side takes it. */
@SuppressWarnings("FutureReturnValueIgnored") // A write or close that fails ends the channel, which is heard of there.
final class Tunnel extends ChannelInboundHandlerAdapter {
    private final Channel other;

    private Tunnel(Channel other) {
        this.other = other;
    }

    /** Joins the two connections until one of them ends. */
    static void join(Channel caller, ChannelHandler handler, UpstreamConnection connection, @Nullable ByteBuf early) {
        Channel upstream = connection.channel();
        ByteBuf answer = connection.detach();
        caller.pipeline().addLast(new Tunnel(upstream));
        upstream.pipeline().addLast(new Tunnel(caller));
        caller.pipeline().remove(handler);
        if (answer != null) {
            caller.writeAndFlush(answer);
        }
        if (early != null) {
            upstream.writeAndFlush(early);
        }
        caller.config().setAutoRead(true);
        upstream.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        other.write(message, other.voidPromise());
        if (!other.isWritable()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        other.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            other.config().setAutoRead(true);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        other.writeAndFlush(other.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
