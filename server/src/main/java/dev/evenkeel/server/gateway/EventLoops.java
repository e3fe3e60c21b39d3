package dev.evenkeel.server.gateway;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The threads that do the gateway's work, with epoll where there is one, and what each of them owns. */
final class EventLoops implements AutoCloseable {
    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final List<Loop> loops = new ArrayList<>();
    private final FastThreadLocal<Loop> current = new FastThreadLocal<>();

    EventLoops(int threads) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends Channel> channel = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("gateway"), io);
        for (EventExecutor executor : group) {
            var loop = new Loop(loops.size(), (EventLoop) executor, channel);
            loops.add(loop);
            executor.execute(() -> current.set(loop));
        }
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    int count() {
        return loops.size();
    }

    Loop of(EventLoop executor) {
        for (Loop loop : loops) {
            if (loop.executor() == executor) {
                return loop;
            }
        }
        throw new IllegalArgumentException("an event loop of another group");
    }

    /** The time for what the loops share: {@link Loop#now()} on a loop, the clock on other threads. */
    long now() {
        Loop loop = current.get();
        return loop == null ? System.nanoTime() : loop.now();
    }

    List<Loop> all() {
        return loops;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
