package dev.evenkeel.server.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The callers' connections, so that they can be counted, limited, and drained when the gateway closes. */
final class Connections {

    /** A caller's connection. */
    interface Drainable {
        /** No new request after those that are being answered; at once when there are none. */
        void drain();
    }

    private final EventLoops loops;
    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final List<Set<Drainable>> handlers = new ArrayList<>();
    private volatile boolean closing;

    Connections(EventLoops loops, int max) {
        this.loops = loops;
        this.max = max;
        loops.all().forEach(loop -> handlers.add(new LinkedHashSet<>()));
    }

    /** Whether one more is too many. */
    boolean full() {
        return open.get() >= max;
    }

    void add(Loop loop, Drainable handler) {
        open.incrementAndGet();
        handlers.get(loop.id()).add(handler);
    }

    void remove(Loop loop, Drainable handler) {
        if (handlers.get(loop.id()).remove(handler)) {
            open.decrementAndGet();
        }
    }

    int open() {
        return open.get();
    }

    /** Whether answers should say that they are the last on their connection. */
    boolean closing() {
        return closing;
    }

    /** Closes what is idle, and the rest after its current answer. */
    void drain() {
        closing = true;
        for (Loop loop : loops.all()) {
            loop.executor().execute(() -> List.copyOf(handlers.get(loop.id())).forEach(Drainable::drain));
        }
    }
}
