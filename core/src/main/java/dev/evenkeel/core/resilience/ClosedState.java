package dev.evenkeel.core.resilience;

/** Everything passes, and the results are counted. It is its own permit, since nothing has to come back. */
final class ClosedState implements BreakerState, CircuitBreaker.Permit {
    private static final int BUCKETS = 10;
    private static final int SUCCESSES = 0;
    private static final int FAILURES = 1;

    private final CircuitBreaker breaker;
    private final int earlierOpenings;
    private final long since;
    private final SlidingCounts counts;

    /** @param earlierOpenings how often in a row it was open before */
    ClosedState(CircuitBreaker breaker, int earlierOpenings, long since) {
        this.breaker = breaker;
        this.earlierOpenings = earlierOpenings;
        this.since = since;
        this.counts = new SlidingCounts(breaker.settings.window().toNanos(), BUCKETS, 2);
    }

    @Override
    public CircuitBreaker.Permit tryAcquire(long now) {
        return this;
    }

    @Override
    public CircuitBreaker.Permit acquireAnyway() {
        return this;
    }

    @Override
    public boolean available(long now) {
        return true;
    }

    @Override
    public CircuitBreaker.State name() {
        return CircuitBreaker.State.CLOSED;
    }

    @Override
    public void onSuccess() {
        counts.add(SUCCESSES, breaker.now());
    }

    @Override
    public void onFailure() {
        long now = breaker.now();
        counts.add(FAILURES, now);
        long failures = counts.sum(FAILURES, now);
        long calls = failures + counts.sum(SUCCESSES, now);
        if (calls >= breaker.settings.minCalls() && failures >= breaker.settings.failureRate() * calls) {
            boolean forgotten = now - since >= breaker.settings.maxOpen().toNanos();
            breaker.move(this, new OpenState(breaker, forgotten ? 1 : earlierOpenings + 1, now));
        }
    }

    @Override
    public void onIgnore() {}
}
