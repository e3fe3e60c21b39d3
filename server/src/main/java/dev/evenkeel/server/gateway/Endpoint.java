package dev.evenkeel.server.gateway;

import dev.evenkeel.core.endpoint.EndpointSource;
import dev.evenkeel.core.resilience.Balancer;
import dev.evenkeel.core.resilience.CircuitBreaker;
import dev.evenkeel.core.resilience.EndpointHealth;
import dev.evenkeel.core.resilience.EndpointLoad;
import dev.evenkeel.core.resilience.Outcome;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** One address of an upstream and what is known about it. Shared among event loops; each has its own pool. */
final class Endpoint implements Balancer.Endpoint {
    private final Origin origin;
    private final InetSocketAddress address;
    private final String label;
    private final CircuitBreaker breaker;
    private final EndpointHealth health;
    private final EndpointLoad load;
    private final EndpointMetrics metrics;
    private final boolean ejects;
    private final EndpointSource source;
    private final UpstreamPool[] pools;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    final AtomicInteger connections = new AtomicInteger();
    private volatile boolean unreachable;
    private volatile boolean retired;

    Endpoint(
            Origin origin,
            InetSocketAddress address,
            String label,
            CircuitBreaker breaker,
            EndpointHealth health,
            EndpointLoad load,
            EndpointMetrics metrics,
            boolean ejects,
            EndpointSource source,
            EventLoops loops) {
        this.origin = origin;
        this.address = address;
        this.label = label;
        this.breaker = breaker;
        this.health = health;
        this.load = load;
        this.metrics = metrics;
        this.ejects = ejects;
        this.source = source;
        this.pools = new UpstreamPool[loops.count()];
        for (Loop loop : loops.all()) {
            pools[loop.id()] = new UpstreamPool(this, loop);
        }
    }

    Origin origin() {
        return origin;
    }

    InetSocketAddress address() {
        return address;
    }

    /** What metrics call it; addresses of one name share theirs, since names get new addresses again and again. */
    String label() {
        return label;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    EndpointHealth health() {
        return health;
    }

    EndpointMetrics metrics() {
        return metrics;
    }

    UpstreamPool pool(Loop loop) {
        return pools[loop.id()];
    }

    @Override
    public EndpointLoad load() {
        return load;
    }

    @Override
    public boolean available(long now) {
        return !unreachable && (!ejects || (!health.ejected(now) && breaker.available()));
    }

    /** Counts an attempt, and tells where the endpoint comes from when it failed. */
    void count(Outcome outcome, long took) {
        metrics.attempt(outcome, took);
        if (outcome == Outcome.CANCELLED) {
            return;
        }
        answered.increment();
        nanos.add(took);
        if (outcome.unhealthy()) {
            failed.increment();
            source.onFailure(address, outcome.label());
        }
    }

    EndpointSource.Traffic traffic() {
        return new EndpointSource.Traffic(load.inFlight(), answered.sum(), failed.sum(), nanos.sum());
    }

    /** Whether requests are under way. */
    boolean busy() {
        return load.inFlight() > 0;
    }

    /** Whether the last try to connect failed. */
    boolean unreachable() {
        return unreachable;
    }

    /** @return whether that is news */
    boolean reachable(boolean now) {
        if (unreachable != now) {
            return false;
        }
        unreachable = !now;
        return true;
    }

    /** It isn't used any more; what is idle is closed, the rest when it is done. */
    void retire() {
        retired = true;
        for (UpstreamPool pool : pools) {
            pool.closeIdle();
        }
    }

    boolean retired() {
        return retired;
    }

    @Override
    public String toString() {
        return NetUtil.toSocketAddressString(address.getAddress().getHostAddress(), address.getPort());
    }
}
