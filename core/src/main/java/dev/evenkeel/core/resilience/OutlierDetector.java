package dev.evenkeel.core.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Takes endpoints out of rotation for a while that do worse than the others of the same upstream, as Envoy's outlier
 * detection does: after some failures in a row, after hedges overtook them as often in a row, or because their share of
 * successes is an outlier. How long grows with each time and shrinks again with each base time spent in rotation.
 *
 * <p>At most a given share is out at a time, at least one may be, and never all: the last endpoint always stays.
 *
 * <p>Success rates are compared by a two-proportion z-test against all other endpoints together, instead of Envoy's
 * distance from the mean in standard deviations, which no outlier among fewer than six endpoints can reach.
 *
 * <p>Shared among event loops. {@link #add}, {@link #remove}, {@link #sweep} and ejections, all rare, take a lock that
 * is never held for longer than a pass over the endpoints.
 */
public final class OutlierDetector {

    /**
     * @param consecutiveFailures failures of any kind in a row that eject, at least 1
     * @param consecutiveGatewayFailures failures in a row without an answer of the service itself that eject, at least 1
     * @param baseEjection how long an ejection lasts the first time, and how much longer each further time
     * @param maxEjection how long one lasts at most, at least {@code baseEjection}
     * @param maxEjectedPercent the share of endpoints that may be out at the same time, 0 to 100; one may always, where
     *     there are two
     * @param minRequests results that an endpoint needs between two sweeps for its success rate to count, at least 1
     * @param significance how many standard errors the success rate must lie below that of the others, above 0
     * @param margin how far below it must lie at least, 0 to 1
     */
    public record Settings(
            int consecutiveFailures,
            int consecutiveGatewayFailures,
            Duration baseEjection,
            Duration maxEjection,
            int maxEjectedPercent,
            int minRequests,
            double significance,
            double margin) {

        /** Five failures in a row, or three without an answer; 5 s, 10 s, … 2 min; at most 80 % out. */
        public static final Settings DEFAULT =
                new Settings(5, 3, Duration.ofSeconds(5), Duration.ofMinutes(2), 80, 20, 3, 0.2);

        /** @throws IllegalArgumentException when a value is out of its range */
        public Settings {
            if (consecutiveFailures < 1 || consecutiveGatewayFailures < 1 || minRequests < 1) {
                throw new IllegalArgumentException("outlier detection needs consecutiveFailures,"
                        + " consecutiveGatewayFailures and minRequests of at least 1, but has " + consecutiveFailures
                        + ", " + consecutiveGatewayFailures + " and " + minRequests);
            }
            if (!baseEjection.isPositive() || maxEjection.compareTo(baseEjection) < 0) {
                throw new IllegalArgumentException("outlier detection needs 0 < baseEjection <= maxEjection, but has "
                        + baseEjection + " and " + maxEjection);
            }
            if (maxEjectedPercent < 0
                    || maxEjectedPercent > 100
                    || !(significance > 0)
                    || !(margin >= 0 && margin <= 1)) {
                throw new IllegalArgumentException("outlier detection needs 0 <= maxEjectedPercent <= 100,"
                        + " significance > 0 and 0 <= margin <= 1, but has " + maxEjectedPercent + ", " + significance
                        + " and " + margin);
            }
        }
    }

    final Settings settings;
    private final LongSupplier nanos;
    private final Object lock = new Object();
    private final List<EndpointHealth> endpoints = new ArrayList<>();
    private final AtomicLong ejected = new AtomicLong();
    private final AtomicLong spared = new AtomicLong();

    public OutlierDetector(Settings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    /** A new endpoint of the upstream, in rotation. */
    public EndpointHealth add() {
        EndpointHealth endpoint = new EndpointHealth(this);
        synchronized (lock) {
            endpoints.add(endpoint);
        }
        return endpoint;
    }

    /** The endpoint is gone. When only ejected ones are left, the one that is due first comes back at once. */
    public void remove(EndpointHealth endpoint) {
        synchronized (lock) {
            endpoints.remove(endpoint);
            long now = nanos.getAsLong();
            if (!endpoints.isEmpty() && countEjected(now) == endpoints.size()) {
                endpoints.stream()
                        .min(Comparator.comparingLong(e -> e.ejectedUntil() - now))
                        .ifPresent(e -> e.endEjection(now));
            }
        }
    }

    /** Ejects the endpoints whose success rate since the last call is an outlier. To be called every ten seconds or so. */
    public void sweep() {
        synchronized (lock) {
            long successes = 0;
            long failures = 0;
            for (EndpointHealth endpoint : endpoints) {
                successes += endpoint.successes.get();
                failures += endpoint.failures.get();
            }
            for (EndpointHealth endpoint : endpoints) {
                long good = endpoint.successes.getAndSet(0);
                long bad = endpoint.failures.getAndSet(0);
                if (good + bad >= settings.minRequests() && isOutlier(good, bad, successes - good, failures - bad)) {
                    eject(endpoint);
                }
            }
        }
    }

    /** How many endpoints are out at this moment. */
    public int ejectedNow() {
        synchronized (lock) {
            return countEjected(nanos.getAsLong());
        }
    }

    /** Ejections so far. */
    public long ejections() {
        return ejected.get();
    }

    /** Ejections that were due but would have taken too many endpoints, or the last one, out of rotation. */
    public long spared() {
        return spared.get();
    }

    void eject(EndpointHealth endpoint) {
        synchronized (lock) {
            long now = nanos.getAsLong();
            if (endpoint.ejected(now) || !endpoints.contains(endpoint)) {
                return;
            }
            int share = Math.max(1, endpoints.size() * settings.maxEjectedPercent() / 100);
            if (countEjected(now) >= Math.min(share, endpoints.size() - 1)) {
                spared.incrementAndGet();
                return;
            }
            endpoint.startEjection(now, settings);
            ejected.incrementAndGet();
        }
    }

    private boolean isOutlier(long good, long bad, long otherGood, long otherBad) {
        long own = good + bad;
        long others = otherGood + otherBad;
        if (others < settings.minRequests()) {
            return false;
        }
        double behind = (double) otherGood / others - (double) good / own;
        double pooled = (double) (good + otherGood) / (own + others);
        double standardError = Math.sqrt(pooled * (1 - pooled) * (1.0 / own + 1.0 / others));
        return behind > settings.margin() && behind > settings.significance() * standardError;
    }

    private int countEjected(long now) {
        int count = 0;
        for (EndpointHealth endpoint : endpoints) {
            if (endpoint.ejected(now)) {
                count++;
            }
        }
        return count;
    }
}
