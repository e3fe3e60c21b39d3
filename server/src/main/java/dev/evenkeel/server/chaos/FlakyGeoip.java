package dev.evenkeel.server.chaos;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * A GeoIP API that fails as often and in the ways that one asks it to: {@code GET /geoip/{ip}} with a bearer token. What
 * fails is a function of a seed, so runs repeat (see the package). {@code GET /stats} counts what happened, {@code POST
 * /admin/faults} changes what fails while it runs.
 *
 * <p>One thread does everything, so that nothing but the callers decides what comes first.
 */
public final class FlakyGeoip implements AutoCloseable {
    private static final int MAX_BODY = 64 * 1024;
    private static final int BACKLOG = 1024;

    private final EventLoopGroup loop;
    private final Channel listening;
    private final GeoipService service;

    private FlakyGeoip(EventLoopGroup loop, Channel listening, GeoipService service) {
        this.loop = loop;
        this.listening = listening;
        this.service = service;
    }

    /**
     * Starts to serve.
     *
     * @param address port 0 takes a free one
     * @param token what callers have to send as {@code Authorization: Bearer}
     * @param countries stays open as long as the service runs, and is not closed by it
     * @param clock for the rate limit and the counts by second
     * @throws IOException when the address is in use or not one of this machine
     */
    public static FlakyGeoip start(
            InetSocketAddress address,
            FlakySettings settings,
            String token,
            CountryDatabase countries,
            InstantSource clock)
            throws IOException {
        var service = new GeoipService(settings, token, countries, Coordinates.packaged(), clock);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(MAX_BODY),
                                        new Connection(service, clock));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            shutDown(loop);
            throw new IOException(
                    "can't listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return new FlakyGeoip(loop, bound.channel(), service);
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Changes what fails from now on; counts and numbers of attempts begin anew. */
    public void begin(FlakySettings settings) {
        loop.submit(() -> service.begin(settings)).syncUninterruptibly();
    }

    /** Ends the connections without waiting for requests under way. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        shutDown(loop);
    }

    private static void shutDown(EventLoopGroup loop) {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
