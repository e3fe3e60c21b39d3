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
    private final List<Set<Parked>> waiting = new ArrayList<>();

    /** @param capacity 0 for none */
    ParkingLot(int capacity, EventLoops loops) {
        this.capacity = capacity;
        this.loops = loops;
        loops.all().forEach(loop -> waiting.add(new LinkedHashSet<>()));
    }

    /** @return whether there was room */
    boolean park(Loop loop, Parked stay) {
        if (parked.incrementAndGet() > capacity) {
            parked.decrementAndGet();
            return false;
        }
        waiting.get(loop.id()).add(stay);
        return true;
    }

    /** The request waits no longer: it was answered otherwise. */
    void leave(Loop loop, Parked stay) {
        if (waiting.get(loop.id()).remove(stay)) {
            parked.decrementAndGet();
        }
    }

    int parked() {
        return parked.get();
    }

    /** Lets all go on, each on its loop and in its turn; may be called on any thread. */
    void release() {
        for (Loop loop : loops.all()) {
            loop.executor().execute(() -> {
                List<Parked> all = new ArrayList<>(waiting.get(loop.id()));
                waiting.get(loop.id()).clear();
                parked.addAndGet(-all.size());
                all.forEach(Parked::released);
            });
        }
    }
}
