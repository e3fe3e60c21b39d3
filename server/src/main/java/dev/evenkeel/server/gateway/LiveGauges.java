package dev.evenkeel.server.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

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
                String label = endpoint.label();
                if (registered.add(route.name() + " " + label)) {
                    endpoint(
                            route.name(),
                            label,
                            "breaker.state",
                            "0 closed, 1 half-open, 2 open",
                            endpoints -> endpoints
                                    .mapToDouble(LiveGauges::breaker)
                                    .max()
                                    .orElse(0));
                    endpoint(
                            route.name(),
                            label,
                            "available",
                            "1 while it takes attempts",
                            endpoints -> endpoints.anyMatch(each -> each.available(System.nanoTime())) ? 1 : 0);
                    endpoint(
                            route.name(),
                            label,
                            "endpoint.in.flight",
                            "Attempts under way",
                            endpoints -> endpoints
                                    .mapToDouble(each -> each.load().inFlight())
                                    .sum());
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

    /** @param value of the endpoints that share the label, never none */
    private void endpoint(
            String route, String label, String name, String description, ToDoubleFunction<Stream<Endpoint>> value) {
        Gauge.builder("evenkeel.gateway." + name, dispatch, table -> {
                    List<Endpoint> known = table.table().routes().stream()
                            .filter(each -> each.name().equals(route))
                            .flatMap(each -> each.upstream().endpoints().stream())
                            .filter(each -> each.label().equals(label))
                            .toList();
                    return known.isEmpty() ? Double.NaN : value.applyAsDouble(known.stream());
                })
                .description(description)
                .tags(Tags.of("route", route, "endpoint", label))
                .register(registry);
    }
}
