package dev.evenkeel.server.gateway;

import dev.evenkeel.core.endpoint.EndpointSource;
import dev.evenkeel.server.config.GatewayConfig;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.platform.telemetry.Traces;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running gateway: its port, its routes, and the way to change them. */
@SuppressWarnings("FutureReturnValueIgnored") // Scheduled tasks are not waited for.
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int BACKLOG = 4096;

    private final GatewayConfig config;
    private final EventLoops loops;
    private final Dispatch dispatch;
    private final Connections connections;
    private final RouteFactory factory;
    private final LiveGauges gauges;
    private final Channel listening;
    private final @Nullable CallerTls tls;

    private Gateway(
            GatewayConfig config,
            EventLoops loops,
            Dispatch dispatch,
            Connections connections,
            RouteFactory factory,
            LiveGauges gauges,
            Channel listening,
            @Nullable CallerTls tls) {
        this.config = config;
        this.loops = loops;
        this.dispatch = dispatch;
        this.connections = connections;
        this.factory = factory;
        this.gauges = gauges;
        this.listening = listening;
        this.tls = tls;
    }

    /** One without traces whose routes go to addresses alone. */
    public static Gateway start(GatewayConfig config, MeterRegistry registry) throws IOException {
        return start(config, registry, Traces.OFF);
    }

    /** One whose routes go to addresses alone. */
    public static Gateway start(GatewayConfig config, MeterRegistry registry, Traces traces) throws IOException {
        return start(config, registry, traces, _ -> EndpointSource.fixed(List.of()));
    }

    /**
     * Listens, and answers from then on.
     *
     * @param registry gets the gateway's meters, all named {@code evenkeel.gateway…}
     * @param traces gets a span for each request and for each attempt
     * @param apps the replicas of a supervised application, by its name
     * @throws IOException when the address can't be listened on, or a certificate can't be read; says which
     */
    public static Gateway start(
            GatewayConfig config, MeterRegistry registry, Traces traces, Function<String, EndpointSource> apps)
            throws IOException {
        int threads =
                config.threads() > 0 ? config.threads() : Runtime.getRuntime().availableProcessors();
        var loops = new EventLoops(threads);
        var dispatch = new Dispatch(config.limits(), traces);
        try {
            var connections = new Connections(loops, config.limits().maxConnections());
            var factory = new RouteFactory(loops, registry, config.limits(), new AccessLog(config.accessLog()), apps);
            Gauge.builder("evenkeel.gateway.connections", connections, Connections::open)
                    .description("Open connections of callers")
                    .register(registry);
            dispatch.table(factory.table(config.routes(), dispatch.table()));
            var gauges = new LiveGauges(registry, dispatch);
            gauges.refresh();
            loops.all().getFirst().executor().scheduleWithFixedDelay(gauges::refresh, 10, 10, TimeUnit.SECONDS);
            CallerTls tls = config.tls() == null ? null : CallerTls.load(config.tls());
            var entrance = new Entrance(dispatch, connections, tls);
            Channel listening = listen(config, loops, connections, entrance);
            if (tls != null) {
                tls.watch();
            }
            return new Gateway(config, loops, dispatch, connections, factory, gauges, listening, tls);
        } catch (IOException | RuntimeException e) {
            dispatch.table().routes().forEach(Route::close);
            loops.close();
            throw e;
        }
    }

    private static Channel listen(GatewayConfig config, EventLoops loops, Connections connections, Entrance entrance)
            throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (connections.full()) {
                            channel.close();
                            return;
                        }
                        Loop loop = loops.of(channel.eventLoop());
                        entrance.open(channel, loop);
                    }
                })
                .bind(config.host(), config.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "The gateway can't listen on " + config.host() + ":" + config.port() + ": "
                            + bound.cause().getMessage()
                            + ". Choose another gateway.port, or end the program that has it.",
                    bound.cause());
        }
        return bound.channel();
    }

    /** The port that is listened on. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /**
     * Routes requests by this list from now on. Requests under way finish as they began; a route whose configuration is
     * the same keeps its connections and all that was learnt about its endpoints.
     *
     * @throws IOException when something that a route needs can't be read; the old routes stay
     */
    public synchronized void reload(List<RouteConfig> routes) throws IOException {
        RouteTable before = dispatch.table();
        RouteTable after = factory.table(routes, before);
        dispatch.table(after);
        gauges.refresh();
        for (Route old : before.routes()) {
            if (!after.routes().contains(old)) {
                old.close();
            }
        }
        LOG.info("gateway: {} routes loaded", after.routes().size());
    }

    /** The routes as they work now. */
    public List<RouteState> routes() {
        return dispatch.table().routes().stream().map(RouteState::of).toList();
    }

    /** The endpoints of all routes as they are now. */
    public List<EndpointState> endpoints() {
        long now = System.nanoTime();
        var states = new ArrayList<EndpointState>();
        for (Route route : dispatch.table().routes()) {
            route.upstream().endpoints().forEach(endpoint -> states.add(EndpointState.of(route, endpoint, now)));
        }
        return states;
    }

    /** Stops listening, lets the requests under way finish within the time allowed, then closes everything. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        connections.drain();
        long end = System.nanoTime() + config.limits().shutdownTimeout().toNanos();
        try {
            while (connections.open() > 0 && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dispatch.table().routes().forEach(Route::close);
        if (tls != null) {
            tls.close();
        }
        loops.close();
    }
}
