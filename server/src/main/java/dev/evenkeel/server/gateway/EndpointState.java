package dev.evenkeel.server.gateway;

import java.util.Locale;

/**
 * An endpoint as it is at one moment.
 *
 * @param address host and port
 * @param reachable whether the last try to connect succeeded
 * @param ejected whether it is left out for failing
 * @param ejections how often it was left out lately
 * @param breaker {@code closed}, {@code half_open} or {@code open}
 * @param inFlight attempts under way
 * @param latencySeconds average time to the head of an answer
 * @param connections open to it
 */
public record EndpointState(
        String route,
        String address,
        boolean reachable,
        boolean ejected,
        int ejections,
        String breaker,
        int inFlight,
        double latencySeconds,
        int connections) {

    static EndpointState of(Route route, Endpoint endpoint, long now) {
        return new EndpointState(
                route.name(),
                endpoint.toString(),
                !endpoint.unreachable(),
                endpoint.health().ejected(now),
                endpoint.health().ejections(),
                endpoint.breaker().state().name().toLowerCase(Locale.ROOT),
                endpoint.load().inFlight(),
                endpoint.load().latencyNanos(now) / 1e9,
                endpoint.connections.get());
    }
}
