package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is measured for each endpoint; every meter is looked up once. */
final class EndpointMetrics {
    private final Map<Outcome, Counter> attempts = new EnumMap<>(Outcome.class);
    private final Timer latency;

    EndpointMetrics(MeterRegistry registry, String route, String endpoint) {
        Tags tags = Tags.of("route", route, "endpoint", endpoint);
        for (Outcome outcome : Outcome.values()) {
            attempts.put(
                    outcome,
                    Counter.builder("evenkeel.gateway.attempts")
                            .description("Attempts at an upstream endpoint by how they ended")
                            .tags(tags.and("outcome", outcome.label()))
                            .register(registry));
        }
        latency = Timer.builder("evenkeel.gateway.upstream")
                .description("Time from the start of an attempt to the head of its answer")
                .tags(tags)
                .serviceLevelObjectives(RouteMetrics.BUCKETS.toArray(Duration[]::new))
                .register(registry);
    }

    void attempt(Outcome outcome, long nanos) {
        Counter counter = attempts.get(outcome);
        if (counter != null) {
            counter.increment();
        }
        if (outcome != Outcome.CANCELLED && outcome != Outcome.CONNECT_FAILED) {
            latency.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
