package dev.evenkeel.core.resilience;

import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Picks the endpoint for an attempt: of two drawn at random the one with the lower {@link EndpointLoad#cost}. Two
 * choices come close to the best of all without everybody rushing to it (Mitzenmacher, "The Power of Two Choices in
 * Randomized Load Balancing", 2001).
 *
 * <p>Endpoints that are available and weren't tried for this request come first, then those that were tried, then those
 * that are unavailable: refusing helps nobody.
 *
 * <p>Thread-confined, by its random source: one for each event loop. Doesn't allocate.
 */
public final class Balancer {

    /** What the gateway's endpoints look like to the balancer. */
    public interface Endpoint {
        /** Whether it is ready, not ejected, and its breaker lets attempts pass. */
        boolean available(long now);

        EndpointLoad load();
    }

    private static final int BEST = 0;
    private static final int WORST = 3;

    private final RandomGenerator random;

    public Balancer(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The endpoint for the next attempt.
     *
     * @param endpoints random access is assumed
     * @param tried those that this request was sent to before; a short collection
     * @return null only when there are none
     */
    public <E extends Endpoint> @Nullable E pick(List<E> endpoints, Collection<? super E> tried, long now) {
        int size = endpoints.size();
        if (size <= 1) {
            return size == 0 ? null : endpoints.getFirst();
        }
        int first = random.nextInt(size);
        int second = random.nextInt(size - 1);
        if (second >= first) {
            second++;
        }
        E one = endpoints.get(first);
        E other = endpoints.get(second);
        return rank(one, tried, now) == BEST && rank(other, tried, now) == BEST
                ? cheaper(one, other, now)
                : pickAmongBest(endpoints, tried, now);
    }

    /** Two choices among the endpoints of the best rank there is, drawn in one pass by reservoir sampling. */
    private <E extends Endpoint> @Nullable E pickAmongBest(List<E> endpoints, Collection<? super E> tried, long now) {
        int best = WORST + 1;
        int seen = 0;
        E one = null;
        E other = null;
        for (int i = 0; i < endpoints.size(); i++) {
            E candidate = endpoints.get(i);
            int rank = rank(candidate, tried, now);
            if (rank > best) {
                continue;
            }
            if (rank < best) {
                best = rank;
                seen = 0;
                other = null;
            }
            seen++;
            if (seen == 1) {
                one = candidate;
            } else if (seen == 2) {
                other = candidate;
            } else {
                int slot = random.nextInt(seen);
                if (slot == 0) {
                    one = candidate;
                } else if (slot == 1) {
                    other = candidate;
                }
            }
        }
        return one == null || other == null ? one : cheaper(one, other, now);
    }

    private static <E extends Endpoint> int rank(E endpoint, Collection<? super E> tried, long now) {
        return (endpoint.available(now) ? 0 : 2) + (!tried.isEmpty() && tried.contains(endpoint) ? 1 : 0);
    }

    /** A draw goes to a random one: which is first is random, except in the second pass. */
    private <E extends Endpoint> E cheaper(E one, E other, long now) {
        double difference = one.load().cost(now) - other.load().cost(now);
        if (difference == 0) {
            return random.nextBoolean() ? one : other;
        }
        return difference < 0 ? one : other;
    }
}
