package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.NotRetried;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What is measured for each route; every meter is looked up once. */
final class RouteMetrics {
    /** Upper bounds of the latency histograms. */
    static final List<Duration> BUCKETS = Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
            .map(Duration::ofMillis)
            .toList();

    private final Timer[] requests = new Timer[6];
    private final Timer overhead;
    private final Counter retries;
    private final Counter hedges;
    private final Counter hedgesWon;
    private final Counter stalePooled;
    private final Counter notReplayable;
    private final Counter callerGone;
    private final Map<NotRetried, Counter> notRetried = new EnumMap<>(NotRetried.class);
    private final Map<CacheResult, Counter> cache = new EnumMap<>(CacheResult.class);
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    /** What the cache did for a request. */
    enum CacheResult {
        HIT,
        MISS,
        STALE,
        REVALIDATED,
        COALESCED,
        BYPASS;

        private final String label = name().toLowerCase(Locale.ROOT);
    }

    /** Why a request was answered by the gateway itself before an attempt. */
    enum Refusal {
        RATE_LIMIT,
        CONCURRENCY,
        PARKING_FULL,
        CONSTRAINT,
        BODY_SIZE;

        private final String label = name().toLowerCase(Locale.ROOT);
    }

    RouteMetrics(MeterRegistry registry, String route) {
        Tags tags = Tags.of("route", route);
        for (int i = 1; i < requests.length; i++) {
            requests[i] = Timer.builder("evenkeel.gateway.requests")
                    .description("Requests from head to end of the answer")
                    .tags(tags.and("status", i + "xx"))
                    .serviceLevelObjectives(BUCKETS.toArray(Duration[]::new))
                    .register(registry);
        }
        requests[0] = requests[5];
        overhead = Timer.builder("evenkeel.gateway.overhead")
                .description("Time of a request that was not spent waiting for its last attempt")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS.toArray(Duration[]::new))
                .register(registry);
        retries = counter(registry, "retries", "Attempts after the first one", tags);
        hedges = counter(registry, "hedges", "Second attempts beside a slow one", tags);
        hedgesWon = counter(registry, "hedges.won", "Hedges that answered first", tags);
        stalePooled = counter(registry, "stale.connections", "Pooled connections found closed when used", tags);
        notReplayable = counter(registry, "bodies.not.replayable", "Bodies too large to be kept for a retry", tags);
        callerGone = counter(registry, "caller.gone", "Requests whose caller left before the answer", tags);
        for (NotRetried why : NotRetried.values()) {
            notRetried.put(
                    why, counter(registry, "not.retried", "Failures without a retry", tags.and("why", why.label())));
        }
        for (CacheResult result : CacheResult.values()) {
            cache.put(
                    result, counter(registry, "cache", "Requests to cached routes", tags.and("result", result.label)));
        }
        for (Refusal why : Refusal.values()) {
            refused.put(why, counter(registry, "refused", "Requests refused at once", tags.and("why", why.label)));
        }
    }

    private static Counter counter(MeterRegistry registry, String name, String description, Tags tags) {
        return Counter.builder("evenkeel.gateway." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** @param status 0 for a caller that left before it was answered */
    void request(int status, long nanos, long waitedNanos) {
        if (status == 0) {
            callerGone.increment();
            return;
        }
        requests[status / 100 % 6].record(nanos, TimeUnit.NANOSECONDS);
        overhead.record(Math.max(0, nanos - waitedNanos), TimeUnit.NANOSECONDS);
    }

    void retry() {
        retries.increment();
    }

    void hedge() {
        hedges.increment();
    }

    void hedgeWon() {
        hedgesWon.increment();
    }

    void stalePooledConnection() {
        stalePooled.increment();
    }

    void notReplayable() {
        notReplayable.increment();
    }

    void notRetried(NotRetried why) {
        count(notRetried.get(why));
    }

    void cache(CacheResult result) {
        count(cache.get(result));
    }

    void refused(Refusal why) {
        count(refused.get(why));
    }

    private static void count(@org.jspecify.annotations.Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
