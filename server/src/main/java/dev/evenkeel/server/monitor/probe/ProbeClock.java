package dev.evenkeel.server.monitor.probe;

import dev.evenkeel.core.probe.Schedule;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Nanoseconds since the epoch that never go back: the clock of the machine at the start, continued by the steady one.
 *
 * <p>When the machine's clock is found ahead by a second (it was put forward, or the machine slept), this one follows,
 * and the slots between are missed. When it is put back, this one goes on, so that checks don't pause.
 */
public final class ProbeClock {
    private static final long TOLERANCE = 1_000_000_000L;
    private static final long LOOK_EVERY = 100_000_000L;

    private final InstantSource wall;
    private final LongSupplier steady;
    private volatile long ahead;
    private volatile long looked;

    /** @param steady nanoseconds from any origin that only grow, as {@link System#nanoTime} */
    public ProbeClock(InstantSource wall, LongSupplier steady) {
        this.wall = wall;
        this.steady = steady;
        this.looked = steady.getAsLong();
        this.ahead = Schedule.nanos(wall.instant()) - looked;
    }

    public long nanos() {
        long now = steady.getAsLong();
        if (now - looked >= LOOK_EVERY) {
            looked = now;
            follow(now);
        }
        return now + ahead;
    }

    private synchronized void follow(long now) {
        long behind = Schedule.nanos(wall.instant()) - (now + ahead);
        if (behind > TOLERANCE) {
            ahead += behind;
        }
    }
}
