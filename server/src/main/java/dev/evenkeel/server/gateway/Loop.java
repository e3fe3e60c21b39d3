package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.Balancer;
import dev.evenkeel.server.gateway.wire.Output;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** What one event loop owns. Used on its thread alone, but for what hands work to it. */
@SuppressWarnings("FutureReturnValueIgnored") // Scheduled tasks are not waited for.
final class Loop {
    private final int id;
    private final EventLoop executor;
    private final Class<? extends Channel> channelType;
    private final Timeouts timeouts;
    private final Output output = new Output();
    private final RandomGenerator random = new SplittableRandom();
    private final Balancer balancer = new Balancer(random);
    private boolean inEvent;
    private long eventAt;

    Loop(int id, EventLoop executor, Class<? extends Channel> channelType) {
        this.id = id;
        this.executor = executor;
        this.channelType = channelType;
        this.timeouts = new Timeouts(executor);
    }

    /** From 0, the place of this loop in arrays of one thing a loop. */
    int id() {
        return id;
    }

    EventLoop executor() {
        return executor;
    }

    Class<? extends Channel> channelType() {
        return channelType;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /** Empty, to be used before anything else is called. */
    Output output() {
        return output.clear();
    }

    RandomGenerator random() {
        return random;
    }

    Balancer balancer() {
        return balancer;
    }

    /**
     * The time by {@link System#nanoTime()}; between {@link #enter} and {@link #leave} that at which the event came. A
     * request asks for the time some twenty times, and reading the clock is a fiftieth of a microsecond each.
     */
    long now() {
        return inEvent ? eventAt : System.nanoTime();
    }

    /** Bytes have come; what is done with them takes microseconds. */
    void enter() {
        eventAt = System.nanoTime();
        inEvent = true;
    }

    void leave() {
        inEvent = false;
    }

    /** Runs something after a wait shorter than a timeout's precision allows. */
    void after(long nanos, Runnable task) {
        if (!executor.isShuttingDown()) {
            executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
