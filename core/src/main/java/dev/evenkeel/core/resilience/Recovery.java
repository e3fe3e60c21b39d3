package dev.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * The pace at which requests that waited for an upstream to come back are let go. All at once they would be more than
 * the upstream ever gets otherwise, at the moment when it can take the least.
 *
 * <p>Each is given its turn at its release. Retries don't wait, but put off the turns that are still to come, so that
 * both together keep the pace. A request that hasn't the time to wait for its turn goes at a random moment of the time
 * that it has: it is only asking for its first attempt.
 *
 * <p>Shared among event loops without locks.
 */
final class Recovery {
    private final AtomicLong fullAt;
    private final AtomicLong postponed = new AtomicLong();
    private volatile long intervalNanos;

    Recovery(long now) {
        fullAt = new AtomicLong(now);
    }

    /**
     * @param perSecond the pace, 0 or more
     * @param maxWaitNanos how long the request can wait, 0 or more
     * @return the wait in nanoseconds, 0 to {@code maxWaitNanos}
     */
    long turn(double perSecond, long now, long maxWaitNanos, RandomGenerator random) {
        if (perSecond > 0) {
            Pace pace = Pace.of(perSecond, Math.max(1, (int) (perSecond / 10)));
            intervalNanos = pace.intervalNanos();
            long wait = pace.reserve(fullAt, now, maxWaitNanos);
            if (wait >= 0) {
                return wait;
            }
        }
        return random.nextLong(maxWaitNanos + 1);
    }

    /** Another attempt is made while turns are still to come. */
    void onRetry(long now) {
        if (fullAt.get() - now > 0) {
            fullAt.addAndGet(intervalNanos);
            postponed.addAndGet(intervalNanos);
        }
    }

    /** By how much retries have put off turns in all, in nanoseconds; only the difference of two readings means something. */
    long postponedNanos() {
        return postponed.get();
    }
}
