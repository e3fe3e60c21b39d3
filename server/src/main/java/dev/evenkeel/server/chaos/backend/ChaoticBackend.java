package dev.evenkeel.server.chaos.backend;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The backend as a process: listens from the first moment on, and breaks when its {@link Life} says so.
 *
 * <p>GET {@code /} (a banner), {@code /health/live}, {@code /health/ready} and {@code /probe/data} (made-up users), all
 * in JSON: 503 while it starts, 200 while it runs, and once it has crashed what {@link Crash} says.
 */
public final class ChaoticBackend implements AutoCloseable {
    /** The memory that a leak takes, unless the heap is smaller; 20 MiB a second. */
    private static final int LEAK_MEBIBYTES = 256;

    private static final Duration LEAK_TICK = Duration.ofMillis(50);

    /** Time for the answer to an order to reach its caller before the network is gone. */
    private static final Duration ARRIVES = Duration.ofMillis(20);

    private static final Duration FOREVER = Duration.ofDays(365);
    private static final int ENDED = 0;
    private static final int CRASHED = 1;

    private final Conduct conduct;
    private final Leak leak = new Leak(LEAK_MEBIBYTES);
    private final Listener listener;
    private final LongSupplier nanos;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private @Nullable Long joinsAt;

    /** What wakes {@link #run}. */
    private sealed interface Event {
        /** The life or the time has changed. */
        record Changed() implements Event {}

        record Cut(Duration time) implements Event {}

        record Stop() implements Event {}
    }

    private ChaoticBackend(
            InetSocketAddress address, BackendSettings settings, boolean allowFaults, LongSupplier nanos) {
        this.nanos = nanos;
        conduct = new Conduct(settings, nanos);
        var orders = new Orders(allowFaults, conduct, leak, this::wake, time -> events.add(new Event.Cut(time)));
        listener = new Listener(address, new Service(conduct, orders));
    }

    /**
     * Starts to listen, and to live.
     *
     * @param allowFaults whether {@code POST /faults} is taken
     * @param nanos a monotonic clock
     * @throws IOException when the address can't be listened on
     */
    public static ChaoticBackend start(
            InetSocketAddress address, BackendSettings settings, boolean allowFaults, LongSupplier nanos)
            throws IOException {
        var backend = new ChaoticBackend(address, settings, allowFaults, nanos);
        backend.listener.join();
        return backend;
    }

    public int port() {
        return listener.port();
    }

    /** What its life will be, in words. */
    public List<String> story() {
        return conduct.life().story();
    }

    /**
     * Lives, until {@link #stop} or a crash that ends the process.
     *
     * @return the exit code: 0 when it was stopped, 1 when it crashed
     * @throws IOException when it was cut from the network and its port is taken meanwhile
     */
    public int run() throws IOException, InterruptedException {
        while (true) {
            Phase phase = conduct.phase();
            if (phase instanceof Phase.Crashed(Crash how) && how == Crash.EXIT) {
                return CRASHED;
            }
            boolean leaks = phase instanceof Phase.Crashed(Crash how) && how == Crash.LEAK && !leak.full();
            if (leaks) {
                leak.grow(1);
            }
            joinWhenDue();
            Event event = events.poll(wait(leaks).toNanos(), TimeUnit.NANOSECONDS);
            if (event instanceof Event.Stop) {
                return ENDED;
            }
            if (event instanceof Event.Cut(Duration time)) {
                Thread.sleep(ARRIVES);
                // From before the cut: whoever notices it may look at the clock.
                joinsAt = nanos.getAsLong() + time.toNanos();
                listener.cut();
            }
        }
    }

    private void joinWhenDue() throws IOException {
        if (joinsAt != null && nanos.getAsLong() - joinsAt >= 0) {
            listener.join();
            joinsAt = null;
        }
    }

    private Duration wait(boolean leaks) {
        Duration wait = conduct.life().untilChange(conduct.age()).orElse(FOREVER);
        if (leaks && wait.compareTo(LEAK_TICK) > 0) {
            wait = LEAK_TICK;
        }
        if (joinsAt != null) {
            Duration cut = Duration.ofNanos(Math.max(0, joinsAt - nanos.getAsLong()));
            return cut.compareTo(wait) < 0 ? cut : wait;
        }
        return wait;
    }

    /** Makes {@link #run} look at the clock again, which nobody has to tell it unless time jumps. */
    void wake() {
        events.add(new Event.Changed());
    }

    /** Makes {@link #run} return. */
    public void stop() {
        events.add(new Event.Stop());
    }

    /** Takes no more connections. */
    @Override
    public void close() throws IOException {
        listener.close();
    }
}
