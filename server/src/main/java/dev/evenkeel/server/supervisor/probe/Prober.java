package dev.evenkeel.server.supervisor.probe;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks all replicas from one thread; only commands take others, while they run. */
public final class Prober implements AutoCloseable {
    private final EventLoopGroup group;
    private final Class<? extends Channel> channel;
    private final ExecProbe exec;

    /** @param commands runs those that ask */
    public Prober(CommandRun commands) {
        boolean epoll = Epoll.isAvailable();
        group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("probes", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        channel = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        exec = new ExecProbe(commands);
    }

    /**
     * Asks once.
     *
     * @param address of the replica; commands have it in their environment
     * @param timeout for the whole answer
     * @param answer is called once, on a thread of the prober; must not block
     */
    public void ask(Question question, InetSocketAddress address, Duration timeout, Consumer<Answer> answer) {
        switch (question) {
            case Question.Http http -> connect(address, timeout, new HttpProbe(http, address, answer));
            case Question.Tcp _ -> connect(address, timeout, new TcpProbe(answer));
            case Question.Exec command -> exec.ask(command, timeout, answer);
        }
    }

    private void connect(InetSocketAddress address, Duration timeout, ConnectionProbe probe) {
        var bootstrap = new Bootstrap()
                .group(group)
                .channel(channel)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()) + 1)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_LINGER, -1)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel created) {
                        created.pipeline().addLast(probe);
                        probe.limit(created, timeout);
                    }
                });
        bootstrap.connect(address).addListener(connected -> {
            if (!connected.isSuccess()) {
                probe.onConnectFailed(connected.cause());
            }
        });
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        exec.close();
    }
}
