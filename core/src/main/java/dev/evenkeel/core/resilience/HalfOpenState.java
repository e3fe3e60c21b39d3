package dev.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A few trials pass. It closes as soon as so many succeeded that their share of failures stays below the threshold
 * whatever the rest does, and opens as soon as it can't any more.
 */
final class HalfOpenState implements BreakerState {
    private final CircuitBreaker breaker;
    private final int openings;
    private final long since;
    private final int trials;
    /** So many failures open it. */
    private final int fatal;
    /** Trials under way and trials with a result; the permit of an ignored one is handed out again. */
    private final AtomicInteger taken = new AtomicInteger();

    private final AtomicInteger successes = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    HalfOpenState(CircuitBreaker breaker, int openings, long since) {
        this.breaker = breaker;
        this.openings = openings;
        this.since = since;
        this.trials = breaker.settings.trials();
        this.fatal = (int) Math.ceil(breaker.settings.failureRate() * trials);
    }

    @Override
    public CircuitBreaker.@Nullable Permit tryAcquire(long now) {
        if (expired(now)) {
            breaker.move(this, new HalfOpenState(breaker, openings, now));
            return null;
        }
        while (true) {
            int before = taken.get();
            if (before >= trials) {
                return null;
            }
            if (taken.compareAndSet(before, before + 1)) {
                return new Trial(true);
            }
        }
    }

    @Override
    public CircuitBreaker.Permit acquireAnyway() {
        return new Trial(false);
    }

    @Override
    public boolean available(long now) {
        return taken.get() < trials || expired(now);
    }

    @Override
    public CircuitBreaker.State name() {
        return CircuitBreaker.State.HALF_OPEN;
    }

    private boolean expired(long now) {
        return now - since >= breaker.settings.maxHalfOpen().toNanos();
    }

    private final class Trial implements CircuitBreaker.Permit {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final boolean counted;

        /** @param counted whether it is one of the bounded number */
        Trial(boolean counted) {
            this.counted = counted;
        }

        @Override
        public void onSuccess() {
            if (ended.compareAndSet(false, true) && successes.incrementAndGet() > trials - fatal) {
                breaker.move(HalfOpenState.this, new ClosedState(breaker, openings, breaker.now()));
            }
        }

        @Override
        public void onFailure() {
            if (ended.compareAndSet(false, true) && failures.incrementAndGet() >= fatal) {
                breaker.move(HalfOpenState.this, new OpenState(breaker, openings + 1, breaker.now()));
            }
        }

        @Override
        public void onIgnore() {
            if (ended.compareAndSet(false, true) && counted) {
                taken.decrementAndGet();
            }
        }
    }
}
