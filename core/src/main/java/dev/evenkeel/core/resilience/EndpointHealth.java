package dev.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an {@link OutlierDetector} knows about one endpoint. The gateway reports every attempt here and asks whether the
 * endpoint is ejected.
 *
 * <p>Shared among event loops without locks; only an ejection takes the detector's lock.
 */
public final class EndpointHealth {
    private final OutlierDetector detector;
    private final AtomicInteger failuresInRow = new AtomicInteger();
    private final AtomicInteger gatewayFailuresInRow = new AtomicInteger();
    private final AtomicInteger overtakenInRow = new AtomicInteger();
    /** Since the last sweep. */
    final AtomicLong successes = new AtomicLong();

    final AtomicLong failures = new AtomicLong();

    /** Written under the detector's lock. */
    private volatile boolean everEjected;

    private volatile long ejectedUntil;
    private volatile int ejections;

    EndpointHealth(OutlierDetector detector) {
        this.detector = detector;
    }

    /** Counts how an attempt ended, and ejects the endpoint when that was one failure in a row too many. */
    public void onOutcome(Outcome outcome) {
        if (outcome == Outcome.CANCELLED) {
            return;
        }
        if (overtakenInRow.get() != 0 && outcome != Outcome.TIMEOUT) {
            overtakenInRow.set(0);
        }
        if (!outcome.unhealthy()) {
            successes.getAndIncrement();
            // Read first: a write of the same value would still take the cache line from the other event loops.
            if (failuresInRow.get() != 0) {
                failuresInRow.set(0);
            }
            if (gatewayFailuresInRow.get() != 0) {
                gatewayFailuresInRow.set(0);
            }
            return;
        }
        failures.getAndIncrement();
        int inRow = failuresInRow.incrementAndGet();
        int gatewayInRow = 0;
        if (outcome.gatewayFailure()) {
            gatewayInRow = gatewayFailuresInRow.incrementAndGet();
        } else {
            gatewayFailuresInRow.set(0);
        }
        OutlierDetector.Settings settings = detector.settings;
        if (inRow >= settings.consecutiveFailures() || gatewayInRow >= settings.consecutiveGatewayFailures()) {
            detector.eject(this);
        }
    }

    /**
     * A hedge at another endpoint, sent later, answered first, and the attempt here was given up. Once that is chance; as
     * often in a row as failures are allowed, without an answer in between, the endpoint hangs, and no attempt would
     * live to see it time out.
     */
    public void onOvertaken() {
        if (overtakenInRow.incrementAndGet() >= detector.settings.consecutiveFailures()) {
            detector.eject(this);
        }
    }

    public boolean ejected(long now) {
        return everEjected && ejectedUntil - now > 0;
    }

    /** How often it was ejected, less one for every base time it has been back; decides how long the next one lasts. */
    public int ejections() {
        return ejections;
    }

    /** Called under the detector's lock. */
    void startEjection(long now, OutlierDetector.Settings settings) {
        long base = settings.baseEjection().toNanos();
        int remembered = everEjected ? (int) Math.max(0, ejections - (now - ejectedUntil) / base) : 0;
        long longest = settings.maxEjection().toNanos();
        long length = remembered + 1 > longest / base ? longest : base * (remembered + 1);
        ejections = (int) Math.min(remembered + 1L, longest / base + 1);
        ejectedUntil = now + length;
        everEjected = true;
        // Back on probation: an endpoint that is still broken costs two requests, not as many as the first time.
        failuresInRow.set(Math.max(0, settings.consecutiveFailures() - 2));
        gatewayFailuresInRow.set(Math.max(0, settings.consecutiveGatewayFailures() - 2));
        overtakenInRow.set(Math.max(0, settings.consecutiveFailures() - 2));
    }

    /** Called under the detector's lock. */
    void endEjection(long now) {
        ejectedUntil = now;
    }

    /** When it comes back; only meaningful while ejected. */
    long ejectedUntil() {
        return ejectedUntil;
    }
}
