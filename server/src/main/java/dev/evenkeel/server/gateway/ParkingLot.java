package dev.evenkeel.server.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where requests wait while none of an upstream's endpoints can be reached, up to a bound for all event loops together.
 * Each request waits on its own loop.
 */
final class ParkingLot {
    private final int capacity;
    private final EventLoops loops;
    private final AtomicInteger parked = new AtomicInteger();
    private final List<Set<Exchange>> waiting = new ArrayList<>();

    /** @param capacity 0 for none */
    ParkingLot(int capacity, EventLoops loops) {
        this.capacity = capacity;
        this.loops = loops;
        loops.all().forEach(loop -> waiting.add(new LinkedHashSet<>()));
    }

    /** @return whether there was room */
    boolean park(Loop loop, Exchange exchange) {
        if (parked.incrementAndGet() > capacity) {
            parked.decrementAndGet();
            return false;
        }
        waiting.get(loop.id()).add(exchange);
        return true;
    }

    /** The request waits no longer: it was answered otherwise. */
    void leave(Loop loop, Exchange exchange) {
        if (waiting.get(loop.id()).remove(exchange)) {
            parked.decrementAndGet();
        }
    }

    int parked() {
        return parked.get();
    }

    /** Lets all go on, each on its loop; may be called on any thread. */
    void release() {
        for (Loop loop : loops.all()) {
            loop.executor().execute(() -> {
                List<Exchange> all = new ArrayList<>(waiting.get(loop.id()));
                waiting.get(loop.id()).clear();
                parked.addAndGet(-all.size());
                all.forEach(Exchange::unparked);
            });
        }
    }
}
