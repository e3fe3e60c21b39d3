package dev.evenkeel.core.resilience;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A monotonic clock that tests set. Starts below zero, as {@link System#nanoTime} may. */
final class ManualNanos implements LongSupplier {
    private long now = -5_000_000_000L;

    @Override
    public long getAsLong() {
        return now;
    }

    void advance(Duration by) {
        now += by.toNanos();
    }

    void advanceMillis(long millis) {
        now += millis * 1_000_000;
    }

    void set(long nanos) {
        now = nanos;
    }
}
