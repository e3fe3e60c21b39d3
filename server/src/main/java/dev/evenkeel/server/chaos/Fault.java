package dev.evenkeel.server.chaos;

import java.util.random.RandomGenerator;

/** One way in which a service lets its caller down. How to add one stands in the package's description. */
sealed interface Fault
        permits InternalServerError, BadGateway, ServiceUnavailable, TooManyRequests, Hang, Reset, Truncate {

    /** The name that {@code /stats} counts it by, in kebab case. */
    String label();

    /**
     * Happens to a request, once its latency has passed.
     *
     * @param lots what is left to chance is drawn from here and nowhere else, so that runs repeat
     */
    void strike(Reply reply, RandomGenerator lots);
}
