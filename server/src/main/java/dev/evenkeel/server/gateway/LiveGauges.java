package dev.evenkeel.server.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What changes from moment to moment, read when someone looks. Each gauge finds its route or endpoint by name, so that
 * it outlives reloads; while there is none it has no value.
 */
final class LiveGauges {
    private final MeterRegistry registry;
    private final Dispatch dispatch;
    private final Set<String> registered = new HashSet<>();

    LiveGauges(MeterRegistry registry, Dispatch dispatch) {
        this.registry = registry;
        this.dispatch = dispatch;
    }

    /** Adds gauges for what is new. */
    synchronized void refresh() {
        for (Route route : dispatch.table().routes()) {
            if (registered.add(route.name())) {
                route(
                        route.name(),
                        "budget.left",
                        "Extra attempts left",
                        up -> up.budget().balance());
                route(
                        route.name(),
                        "failure.rate",
                        "Share of failed attempts",
                        up -> up.budget().failureRate());
                route(
                        route.name(),
                        "in.flight",
                        "Attempts under way",
                        up -> up.limit().inFlight());
                route(
                        route.name(),
                        "concurrency.limit",
                        "Attempts that may be under way",
                        up -> up.limit().limit());
                route(
                        route.name(),
                        "parked",
                        "Requests that wait for an endpoint",
                        up -> up.parking().parked());
            }
            for (Endpoint endpoint : route.upstream().endpoints()) {
                String label = endpoint.toString();
                if (registered.add(route.name() + " " + label)) {
                    endpoint(
                            route.name(), label, "breaker.state", "0 closed, 1 half-open, 2 open", LiveGauges::breaker);
                    endpoint(
                            route.name(),
                            label,
                            "available",
                            "1 while it takes attempts",
                            each -> each.available(System.nanoTime()) ? 1 : 0);
                    endpoint(
                            route.name(),
                            label,
                            "endpoint.in.flight",
                            "Attempts under way",
                            each -> each.load().inFlight());
                }
            }
        }
    }

    private static double breaker(Endpoint endpoint) {
        return switch (endpoint.breaker().state()) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    private void route(String route, String name, String description, ToDoubleFunction<Upstream> value) {
        Gauge.builder(
                        "evenkeel.gateway." + name,
                        dispatch,
                        table -> table.table().routes().stream()
                                .filter(each -> each.name().equals(route))
                                .findFirst()
                                .map(each -> value.applyAsDouble(each.upstream()))
                                .orElse(Double.NaN))
                .description(description)
                .tags("route", route)
                .register(registry);
    }

    private void endpoint(
            String route, String endpoint, String name, String description, ToDoubleFunction<Endpoint> value) {
        Gauge.builder(
                        "evenkeel.gateway." + name,
                        dispatch,
                        table -> table.table().routes().stream()
                                .filter(each -> each.name().equals(route))
                                .flatMap(each -> each.upstream().endpoints().stream())
                                .filter(each -> each.toString().equals(endpoint))
                                .findFirst()
                                .map(value::applyAsDouble)
                                .orElse(Double.NaN))
                .description(description)
                .tags(Tags.of("route", route, "endpoint", endpoint))
                .register(registry);
    }
}
