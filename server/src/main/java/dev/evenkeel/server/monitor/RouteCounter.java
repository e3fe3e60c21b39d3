package dev.evenkeel.server.monitor;

import dev.evenkeel.server.monitor.store.Batch;
import dev.evenkeel.server.monitor.store.Tally;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The requests of the gateway's routes in this process, exactly: the difference of its counters since the last look.
 * An answer of 5xx is bad, any other is good; callers that left before the answer are neither.
 */
public final class RouteCounter implements Recorder.Counter {
    private record Seen(long good, long bad) {}

    private final MeterRegistry metrics;
    private final Set<String> routes;
    private final Map<String, Seen> seen = new HashMap<>();

    /** @param routes those that there are objectives for */
    public RouteCounter(MeterRegistry metrics, Set<String> routes) {
        this.metrics = metrics;
        this.routes = Set.copyOf(routes);
    }

    @Override
    public void addTo(Batch batch, Instant now) {
        for (String route : routes) {
            long good = 0;
            long bad = 0;
            for (Timer timer : metrics.find("evenkeel.gateway.requests")
                    .tag("route", route)
                    .timers()) {
                if ("5xx".equals(timer.getId().getTag("status"))) {
                    bad += timer.count();
                } else {
                    good += timer.count();
                }
            }
            Seen before = seen.getOrDefault(route, new Seen(0, 0));
            if (good > before.good() || bad > before.bad()) {
                batch.count("route:" + route, now, new Tally(good - before.good(), bad - before.bad(), 0, 0, 0));
                seen.put(route, new Seen(good, bad));
            }
        }
    }
}
