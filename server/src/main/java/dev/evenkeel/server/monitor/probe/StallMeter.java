package dev.evenkeel.server.monitor.probe;

/**
 * How long a loop stood still, so that its own lag is never taken for the target's. It beats on the loop; what passes
 * between two beats beyond the time between them is a stall. Used on the loop alone.
 */
final class StallMeter {
    static final long PERIOD = 50_000_000L;

    private long lastBeat;
    private long total;

    StallMeter(long now) {
        this.lastBeat = now;
    }

    void beat(long now) {
        total = until(now);
        lastBeat = now;
    }

    /** All that it stood still up to now, also while nobody has beaten yet. */
    long until(long now) {
        return total + Math.max(0, now - lastBeat - PERIOD);
    }
}
