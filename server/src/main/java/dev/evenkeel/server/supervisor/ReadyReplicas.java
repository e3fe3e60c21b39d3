package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.endpoint.EndpointSource;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The replicas of one application that take requests, for whoever sends them. Written by the loop, read by all. */
final class ReadyReplicas implements EndpointSource {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<InetSocketAddress, String> failures = (_, _) -> {};
    private volatile List<InetSocketAddress> ready = List.of();

    /** @param listener is told of requests that failed, on any thread; must not block */
    void onFailures(BiConsumer<InetSocketAddress, String> listener) {
        failures = listener;
    }

    void set(List<InetSocketAddress> addresses) {
        if (!ready.equals(addresses)) {
            ready = List.copyOf(addresses);
            listeners.forEach(Listener::changed);
        }
    }

    @Override
    public List<InetSocketAddress> ready() {
        return ready;
    }

    @Override
    public Subscription onChange(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void onFailure(InetSocketAddress address, String what) {
        failures.accept(address, what);
    }

    /** Whether anybody sends requests. */
    boolean used() {
        return !listeners.isEmpty();
    }

    /** What all listeners together send there. */
    Traffic traffic(InetSocketAddress address) {
        return listeners.stream().map(listener -> listener.traffic(address)).reduce(Traffic.NONE, Traffic::plus);
    }
}
