package dev.evenkeel.server.chaos.backend;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** How the backend behaves right now: its life, and what was ordered since. Safe for use by many threads. */
final class Conduct {
    private final LongSupplier nanos;
    private final long born;
    private final AtomicLong requests = new AtomicLong();
    private volatile BackendSettings settings;
    private volatile Life life;

    /** @param nanos a monotonic clock */
    Conduct(BackendSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.life = Life.draw(settings);
        this.nanos = nanos;
        this.born = nanos.getAsLong();
    }

    Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - born);
    }

    Phase phase() {
        return life.at(age());
    }

    BackendSettings settings() {
        return settings;
    }

    Life life() {
        return life;
    }

    /** Breaks now, whatever was drawn. */
    synchronized void breakNow(Crash how) {
        life = life.breaking(how, age());
    }

    /** From now on it behaves so; how long it lives was drawn when it began. */
    synchronized void change(UnaryOperator<BackendSettings> change) {
        settings = change.apply(settings);
    }

    /** The fate of one more request for data. */
    Fate next() {
        BackendSettings now = settings;
        RandomGenerator lots = Life.lots(now, requests.incrementAndGet());
        Duration latency = Life.latency(now.latency(), now.latencyCreep(), age(), lots);
        return new Fate(latency, lots.nextDouble() < now.fail());
    }

    /**
     * What happens to a request for data while the backend runs.
     *
     * @param fails whether it gets a 500
     */
    record Fate(Duration latency, boolean fails) {}
}
