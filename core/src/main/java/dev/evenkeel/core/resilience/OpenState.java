package dev.evenkeel.core.resilience;

import org.jspecify.annotations.Nullable;

/** Nothing passes until the time is up; the next attempt after that is the first trial. */
final class OpenState implements BreakerState, CircuitBreaker.Permit {
    private final CircuitBreaker breaker;
    private final int openings;
    private final long since;
    private final long length;

    /** @param openings how often in a row it has been open, this time included */
    OpenState(CircuitBreaker breaker, int openings, long since) {
        this.breaker = breaker;
        this.openings = openings;
        this.since = since;
        long shortest = breaker.settings.open().toNanos();
        long longest = breaker.settings.maxOpen().toNanos();
        int doublings = openings - 1;
        this.length = doublings >= Long.numberOfLeadingZeros(shortest) - 1
                ? longest
                : Math.min(longest, shortest << doublings);
    }

    @Override
    public CircuitBreaker.@Nullable Permit tryAcquire(long now) {
        if (available(now)) {
            breaker.move(this, new HalfOpenState(breaker, openings, now));
        }
        return null;
    }

    @Override
    public CircuitBreaker.Permit acquireAnyway() {
        return this;
    }

    @Override
    public boolean available(long now) {
        return now - since >= length;
    }

    @Override
    public CircuitBreaker.State name() {
        return CircuitBreaker.State.OPEN;
    }

    @Override
    public void onSuccess() {
        breaker.move(this, new HalfOpenState(breaker, openings, breaker.now()));
    }

    @Override
    public void onFailure() {}

    @Override
    public void onIgnore() {}
}
