package dev.evenkeel.core.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops sending to an endpoint that answers hardly anything, and finds out when it is back.
 *
 * <p>Closed: everything passes. Open, once the share of failures in the sliding window reaches the threshold: nothing
 * passes for a time that doubles with each opening in a row. Half-open: a few trials pass, and their results close or
 * open it. Each state is a class of its own; results that arrive late count only in the state that let them pass.
 *
 * <p>Shared among event loops; only a change of state takes a lock. One for each endpoint.
 */
public final class CircuitBreaker {

    /** The state by name. */
    public enum State {
        CLOSED,
        HALF_OPEN,
        OPEN
    }

    /** Leave to send one attempt. Exactly one of the methods must be called when it has ended, in any way. */
    public interface Permit {
        void onSuccess();

        void onFailure();

        /** It says nothing about the endpoint: cancelled, or never sent for reasons of our own. */
        void onIgnore();

        /** Calls the method that fits the outcome. */
        default void on(Outcome outcome) {
            if (outcome == Outcome.CANCELLED) {
                onIgnore();
            } else if (outcome.unhealthy()) {
                onFailure();
            } else {
                onSuccess();
            }
        }
    }

    /**
     * @param failureRate the share of failures at which it opens, above 0 up to 1
     * @param minCalls how many results the window must hold before the share means anything, at least 1
     * @param window the length of the sliding window
     * @param open how long it stays open the first time
     * @param maxOpen how long it stays open at most, at least {@code open}; closed for that long, it forgets earlier
     *     openings
     * @param trials how many attempts pass while half-open, at least 1
     * @param maxHalfOpen after so long the permits that haven't come back are written off and new ones handed out
     */
    public record Settings(
            double failureRate,
            int minCalls,
            Duration window,
            Duration open,
            Duration maxOpen,
            int trials,
            Duration maxHalfOpen) {

        /**
         * Opens when 90 % of at least 50 attempts in ten seconds failed. A service that fails every second time is worth
         * asking, and at f = 60 % fifty attempts look like that once in a million times.
         */
        public static final Settings DEFAULT = new Settings(
                0.9,
                50,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                5,
                Duration.ofSeconds(10));

        /** @throws IllegalArgumentException when a value is out of its range */
        public Settings {
            if (!(failureRate > 0 && failureRate <= 1) || minCalls < 1 || trials < 1) {
                throw new IllegalArgumentException("a circuit breaker needs 0 < failureRate <= 1, minCalls >= 1 and"
                        + " trials >= 1, but has failureRate " + failureRate + ", minCalls " + minCalls
                        + " and trials " + trials);
            }
            if (!window.isPositive()
                    || !open.isPositive()
                    || !maxHalfOpen.isPositive()
                    || maxOpen.compareTo(open) < 0) {
                throw new IllegalArgumentException("a circuit breaker needs window, open and maxHalfOpen above 0 and"
                        + " maxOpen >= open, but has window " + window + ", open " + open + ", maxOpen " + maxOpen
                        + " and maxHalfOpen " + maxHalfOpen);
            }
        }
    }

    final Settings settings;
    private final LongSupplier nanos;
    private final AtomicInteger openings = new AtomicInteger();
    /** Written under this object's lock, which only changes of state take. */
    private volatile BreakerState state;

    public CircuitBreaker(Settings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
        this.state = new ClosedState(this, 0, nanos.getAsLong());
    }

    /** Leave to send, or null when it is open or all trials are under way. Doesn't allocate while closed. */
    public @Nullable Permit tryAcquire() {
        long now = now();
        while (true) {
            BreakerState current = state;
            Permit permit = current.tryAcquire(now);
            if (permit != null || state == current) {
                return permit;
            }
        }
    }

    /**
     * Leave to send although it may be open: for the last endpoint, where refusing helps nobody. A success while open
     * starts the trials at once.
     */
    public Permit acquireAnyway() {
        Permit permit = tryAcquire();
        return permit != null ? permit : state.acquireAnyway();
    }

    /** Whether {@link #tryAcquire} would now give a permit; takes none, and changes nothing. */
    public boolean available() {
        return state.available(now());
    }

    public State state() {
        return state.name();
    }

    /** How often it has opened. */
    public int openings() {
        return openings.get();
    }

    long now() {
        return nanos.getAsLong();
    }

    /** Changes the state unless it has changed already, in which case the result that led here came too late. */
    synchronized void move(BreakerState from, BreakerState to) {
        if (state == from) {
            state = to;
            if (to instanceof OpenState) {
                openings.incrementAndGet();
            }
        }
    }
}
