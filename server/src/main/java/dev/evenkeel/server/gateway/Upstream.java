package dev.evenkeel.server.gateway;

import dev.evenkeel.core.endpoint.EndpointSource;
import dev.evenkeel.core.resilience.CircuitBreaker;
import dev.evenkeel.core.resilience.ConcurrencyLimit;
import dev.evenkeel.core.resilience.EndpointLoad;
import dev.evenkeel.core.resilience.Hedge;
import dev.evenkeel.core.resilience.OutlierDetector;
import dev.evenkeel.core.resilience.RetryBudget;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a route's requests share: the endpoints, the budget, and the place to wait while no endpoint can be reached.
 * Shared among event loops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Scheduled tasks are not waited for.
final class Upstream implements EndpointSource.Listener, AutoCloseable {
    private static final long SWEEP_SECONDS = 10;
    private static final long PROBE_WHILE_PARKED_MILLIS = 50;
    private static final long PROBE_MILLIS = 500;

    /** An address as configured and the endpoints that it stands for. */
    record Group(Origin origin, EndpointSource source) {}

    private final String route;
    private final UpstreamPolicies policies;
    private final List<Group> groups;
    private final EventLoops loops;
    private final MeterRegistry registry;
    private final RetryBudget budget;
    private final @Nullable Hedge hedge;
    private final ConcurrencyLimit limit;
    private final OutlierDetector detector;
    private final ParkingLot parking;
    private final List<EndpointSource.Subscription> subscriptions = new ArrayList<>();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile List<Endpoint> endpoints = List.of();
    /** Left out, with requests under way. */
    private volatile List<Endpoint> leaving = List.of();

    private volatile boolean closed;
    private @Nullable ScheduledFuture<?> sweep;

    Upstream(String route, UpstreamPolicies policies, List<Group> groups, EventLoops loops, MeterRegistry registry) {
        this.route = route;
        this.policies = policies;
        this.groups = List.copyOf(groups);
        this.loops = loops;
        this.registry = registry;
        this.budget = new RetryBudget(policies.budget(), loops::now);
        this.hedge = policies.hedge() == null ? null : new Hedge(policies.hedge(), loops::now);
        this.limit = new ConcurrencyLimit(policies.concurrency(), loops::now);
        this.detector = new OutlierDetector(policies.outliers(), loops::now);
        this.parking = new ParkingLot(policies.parkingCapacity(), loops);
    }

    void start() {
        for (Group group : groups) {
            subscriptions.add(group.source().onChange(this));
        }
        changed();
        sweep = loops.all()
                .getFirst()
                .executor()
                .scheduleAtFixedRate(detector::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void changed() {
        if (closed) {
            return;
        }
        List<Endpoint> before = endpoints;
        List<Endpoint> after = new ArrayList<>();
        for (Group group : groups) {
            for (InetSocketAddress address : group.source().ready()) {
                after.add(before.stream()
                        .filter(known -> known.address().equals(address)
                                && known.origin().equals(group.origin()))
                        .findFirst()
                        .orElseGet(() -> create(group, address)));
            }
        }
        endpoints = List.copyOf(after);
        List<Endpoint> gone =
                before.stream().filter(known -> !after.contains(known)).toList();
        leaving = Stream.concat(leaving.stream().filter(Endpoint::busy), gone.stream())
                .toList();
        gone.forEach(endpoint -> {
            detector.remove(endpoint.health());
            endpoint.retire();
        });
        if (!after.isEmpty()) {
            parking.release();
        }
    }

    private Endpoint create(Group group, InetSocketAddress address) {
        Origin origin = group.origin();
        boolean named = origin.host().equals(address.getHostString());
        String label = named
                ? origin.authority()
                : origin.authority() + "=" + address.getHostString() + ":" + address.getPort();
        return new Endpoint(
                origin,
                address,
                label,
                new CircuitBreaker(policies.breaker(), loops::now),
                detector.add(),
                new EndpointLoad(System.nanoTime()),
                new EndpointMetrics(registry, route, label),
                policies.ejects(),
                group.source(),
                loops);
    }

    @Override
    public EndpointSource.Traffic traffic(InetSocketAddress address) {
        return Stream.concat(endpoints.stream(), leaving.stream())
                .filter(endpoint -> endpoint.address().equals(address))
                .map(Endpoint::traffic)
                .reduce(EndpointSource.Traffic.NONE, EndpointSource.Traffic::plus);
    }

    /** Those that are there now. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Whether a connection to one of them may come about. */
    boolean reachable() {
        for (Endpoint endpoint : endpoints) {
            if (!endpoint.unreachable()) {
                return true;
            }
        }
        return false;
    }

    RetryBudget budget() {
        return budget;
    }

    @Nullable
    Hedge hedge() {
        return hedge;
    }

    ConcurrencyLimit limit() {
        return limit;
    }

    ParkingLot parking() {
        return parking;
    }

    /** A connection came about. */
    void reached(Endpoint endpoint) {
        if (endpoint.unreachable() && endpoint.reachable(true)) {
            parking.release();
        }
    }

    /** A connection didn't come about: from now on someone looks whether it does again. */
    void notReached(Endpoint endpoint) {
        endpoint.reachable(false);
        if (!closed && probing.compareAndSet(false, true)) {
            probeAfter(0);
        }
    }

    private void probeAfter(long millis) {
        loops.all().getFirst().executor().schedule(this::probe, millis, TimeUnit.MILLISECONDS);
    }

    private void probe() {
        Loop loop = loops.all().getFirst();
        List<Endpoint> away = endpoints.stream().filter(Endpoint::unreachable).toList();
        if (away.isEmpty() || closed) {
            probing.set(false);
            // One may have gone away between the look and the note that nobody looks.
            if (!closed && endpoints.stream().anyMatch(Endpoint::unreachable) && probing.compareAndSet(false, true)) {
                probeAfter(PROBE_MILLIS);
            }
            return;
        }
        for (Endpoint endpoint : away) {
            endpoint.pool(loop).acquire(true, endpoint.origin().connectMillis(), new UpstreamPool.Taker() {
                @Override
                public void onConnection(UpstreamConnection connection) {
                    connection.park();
                    reached(endpoint);
                }

                @Override
                public void onConnectFailed() {
                    // It stays as it is.
                }
            });
        }
        probeAfter(parking.parked() > 0 ? PROBE_WHILE_PARKED_MILLIS : PROBE_MILLIS);
    }

    @Override
    public synchronized void close() {
        closed = true;
        subscriptions.forEach(EndpointSource.Subscription::close);
        if (sweep != null) {
            sweep.cancel(false);
        }
        endpoints.forEach(Endpoint::retire);
    }
}
