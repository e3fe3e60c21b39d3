package dev.evenkeel.server.gateway;

import java.util.List;

/**
 * A route as it works at one moment.
 *
 * @param endpoints how many there are
 * @param availableEndpoints how many of them take attempts
 * @param budgetLeft extra attempts that are left
 * @param failureRate share of attempts in the last ten seconds that failed, 0 to 1
 * @param inFlight attempts under way
 * @param concurrencyLimit attempts that may be under way
 * @param parked requests that wait for an endpoint
 */
public record RouteState(
        String name,
        String path,
        List<String> methods,
        int endpoints,
        int availableEndpoints,
        double budgetLeft,
        double failureRate,
        int inFlight,
        int concurrencyLimit,
        int parked) {

    static RouteState of(Route route) {
        Upstream upstream = route.upstream();
        long now = System.nanoTime();
        return new RouteState(
                route.name(),
                route.config().match().path(),
                route.config().match().methods().stream().sorted().toList(),
                upstream.endpoints().size(),
                (int) upstream.endpoints().stream()
                        .filter(endpoint -> endpoint.available(now))
                        .count(),
                upstream.budget().balance(),
                upstream.budget().failureRate(),
                upstream.limit().inFlight(),
                upstream.limit().limit(),
                upstream.parking().parked());
    }
}
