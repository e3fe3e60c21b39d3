package dev.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How busy and how slow one endpoint is: what {@link Balancer} compares.
 *
 * <p>Latency is a peak-sensitive average, as in Finagle's and Linkerd's "peak EWMA": a slow answer counts at once, and
 * is forgotten in about ten seconds. Since an endpoint that fails at once would look fast, the share of successes
 * divides it, which gives the time until a success. An endpoint that never answered gets one attempt at a time until
 * it has.
 *
 * <p>Shared among event loops without locks.
 */
public final class EndpointLoad {
    private static final long TAU_NANOS = 10_000_000_000L;
    /** What a failure counts as at least while the endpoint has no better record. */
    private static final double UNKNOWN_LATENCY_NANOS = 1e9;

    /** So that ten results in a row tell, however quickly they come. */
    private static final double RESULT_WEIGHT = 0.1;

    private static final double WORST_SUCCESS_SHARE = 0.01;
    /** Above every cost that a latency can lead to. */
    private static final double PROBING_COST = 1e18;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final DecayingAverage latency;
    private final DecayingAverage successShare;
    private volatile boolean known;

    public EndpointLoad(long now) {
        latency = new DecayingAverage(TAU_NANOS, 0, now);
        successShare = new DecayingAverage(TAU_NANOS, 1, now);
    }

    /** An attempt is about to be sent; {@link #onEnd} must follow. */
    public void onStart() {
        inFlight.getAndIncrement();
    }

    /**
     * An attempt has ended.
     *
     * @param rttNanos from its start to the first byte of the answer, or to its failure
     */
    public void onEnd(Outcome outcome, long rttNanos, long now) {
        inFlight.getAndDecrement();
        double rtt = (double) rttNanos;
        double average = latency.get(now);
        if (outcome == Outcome.CANCELLED) {
            // It was at least as slow as this: what a hedge tells about the endpoint that it left.
            if (rtt > average) {
                observe(rtt, now);
            }
        } else if (outcome.unhealthy()) {
            // Failing fast is no merit.
            observe(Math.max(rtt, known ? average : UNKNOWN_LATENCY_NANOS), now);
            successShare.add(0, false, RESULT_WEIGHT, now);
        } else {
            observe(rtt, now);
            successShare.add(1, false, RESULT_WEIGHT, now);
        }
    }

    private void observe(double rttNanos, long now) {
        latency.add(rttNanos, true, 0, now);
        known = true;
    }

    public int inFlight() {
        return inFlight.get();
    }

    /** The average in nanoseconds, 0 before the first answer. */
    public double latencyNanos(long now) {
        return latency.get(now);
    }

    /** What one more attempt would cost here, comparable among endpoints of one upstream. */
    public double cost(long now) {
        int others = inFlight.get();
        if (!known) {
            return others == 0 ? 0 : PROBING_COST * others;
        }
        return latency.get(now) * (others + 1) / Math.max(WORST_SUCCESS_SHARE, successShare.get(now));
    }
}
