package dev.evenkeel.core.resilience;

import org.jspecify.annotations.Nullable;

/** One state of a {@link CircuitBreaker}. */
sealed interface BreakerState permits ClosedState, OpenState, HalfOpenState {

    /** A permit, or null when there is none or this state has just ended. */
    CircuitBreaker.@Nullable Permit tryAcquire(long now);

    CircuitBreaker.Permit acquireAnyway();

    boolean available(long now);

    CircuitBreaker.State name();
}
