package dev.evenkeel.server.monitor.probe;

import dev.evenkeel.server.platform.telemetry.TraceContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One event loop and what its runs share. Used on its thread, but for {@link #execute}. */
@SuppressWarnings("FutureReturnValueIgnored") // Tasks are not waited for.
public final class ProbeLoop {
    private final EventLoop executor;
    private final Class<? extends DatagramChannel> datagram;
    private final ProbeClock clock;
    private final RandomGenerator random;
    private final Function<SocketProtocolFamily, Channel> stream;
    private final StallMeter stalls;
    private @Nullable DnsNameResolver resolver;

    ProbeLoop(
            EventLoop executor,
            Function<SocketProtocolFamily, Channel> stream,
            Class<? extends DatagramChannel> datagram,
            ProbeClock clock,
            RandomGenerator random) {
        this.executor = executor;
        this.datagram = datagram;
        this.clock = clock;
        this.random = random;
        this.stalls = new StallMeter(clock.nanos());
        this.stream = stream;
    }

    void start() {
        executor.scheduleAtFixedRate(
                () -> stalls.beat(clock.nanos()), StallMeter.PERIOD, StallMeter.PERIOD, TimeUnit.NANOSECONDS);
    }

    /** Has something done on the loop's thread, from any thread. */
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Has something done later. */
    public Future<?> after(long nanos, Runnable task) {
        return executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    public ProbeClock clock() {
        return clock;
    }

    /** A trace that begins with a run. */
    TraceContext trace() {
        TraceContext started = TraceContext.started(random);
        return new TraceContext(started.traceId(), started.spanId(), "01", "");
    }

    EventLoop executor() {
        return executor;
    }

    int random(int bound) {
        return random.nextInt(bound);
    }

    /**
     * A connection to be made, on the loop; a bootstrap would do the same by way of a task more. TCP_NODELAY is set by
     * default.
     *
     * @throws ChannelException when there is no socket left
     */
    Channel open(InetAddress address, ChannelHandler handler) {
        // A socket for both families at once costs more than one for the family that is needed.
        boolean inet = address instanceof Inet4Address;
        Channel channel = stream.apply(inet ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
        // Every run has a timeout of its own that covers connecting.
        channel.config().setConnectTimeoutMillis(0);
        channel.pipeline().addLast(handler);
        executor.register(channel);
        return channel;
    }

    Class<? extends DatagramChannel> datagram() {
        return datagram;
    }

    /** How long this loop has stood still in all. */
    long stalledNanos() {
        return stalls.until(clock.nanos());
    }

    /** Asks the name servers of the machine each time, after its hosts file. */
    DnsNameResolver resolver() {
        DnsNameResolver known = resolver;
        if (known == null) {
            known = new DnsNameResolverBuilder(executor)
                    .datagramChannelType(datagram)
                    .resolveCache(NoopDnsCache.INSTANCE)
                    .cnameCache(NoopDnsCnameCache.INSTANCE)
                    .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                    .build();
            resolver = known;
        }
        return known;
    }
}
