package dev.evenkeel.server.monitor.probe;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The few threads on which all runs take place, with epoll where there is one. */
public final class ProbeLoops implements AutoCloseable {
    private final EventLoopGroup group;
    private final List<ProbeLoop> loops = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * Starts the threads.
     *
     * @param threads at least 1
     * @param random seeds the traces' ids
     */
    public static ProbeLoops start(int threads, ProbeClock clock, RandomGenerator random) {
        var loops = new ProbeLoops(threads, clock, random);
        loops.loops.forEach(loop -> loop.execute(loop::start));
        return loops;
    }

    private ProbeLoops(int threads, ProbeClock clock, RandomGenerator random) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Function<SocketProtocolFamily, Channel> stream =
                epoll ? EpollSocketChannel::new : family -> new NioSocketChannel(SelectorProvider.provider(), family);
        Class<? extends DatagramChannel> datagram = epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
        group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("monitor", true), io);
        for (EventExecutor executor : group) {
            var seeded = new SplittableRandom(random.nextLong());
            loops.add(new ProbeLoop((EventLoop) executor, stream, datagram, clock, seeded));
        }
    }

    /** One after the other. */
    public ProbeLoop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
