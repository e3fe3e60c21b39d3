package dev.evenkeel.server.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.evenkeel.core.cache.CacheControl;
import dev.evenkeel.core.cache.CachePolicy;
import dev.evenkeel.core.cache.Fields;
import dev.evenkeel.core.cache.Overrides;
import dev.evenkeel.core.cache.StoredResponse;
import dev.evenkeel.server.config.CacheConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers kept for one route, in bounded memory, and the fetches under way that others wait for. Shared among event
 * loops.
 */
final class ResponseCache {
    /** Answers to one URL that {@code Vary} tells apart. */
    private static final int MAX_VARIANTS = 16;

    private static final int ENTRY_OVERHEAD = 512;
    private static final int MAX_UNCACHEABLE = 10_000;

    /** An answer and its body, which nobody changes. */
    record Entry(StoredResponse response, byte[] body) {
        int weight() {
            int[] fields = {0};
            response.fields().forEach((name, value) -> fields[0] += 2 * (name.length() + value.length()));
            return ENTRY_OVERHEAD + body.length + fields[0];
        }
    }

    private record Variants(List<Entry> entries, long keepMillis) {}

    private final CachePolicy policy;
    private final int maxEntrySize;
    private final Cache<String, Variants> entries;
    private final ConcurrentHashMap<String, Fetch> fetches = new ConcurrentHashMap<>();
    /** What lately couldn't be stored: nobody should wait for it. */
    private final Cache<String, Boolean> uncacheable = Caffeine.newBuilder()
            .maximumSize(MAX_UNCACHEABLE)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    ResponseCache(CacheConfig config) {
        this.policy = new CachePolicy(new Overrides(
                seconds(config.ttl()),
                seconds(config.staleWhileRevalidate()),
                seconds(config.staleIfError()),
                false,
                false,
                false,
                false));
        this.maxEntrySize = config.maxEntrySize();
        this.entries = Caffeine.newBuilder()
                .maximumWeight(config.maxSize())
                .weigher((String key, Variants variants) -> key.length() * 2
                        + variants.entries().stream().mapToInt(Entry::weight).sum())
                .expireAfter(Expiry.creating(
                        (String key, Variants variants) -> Duration.ofMillis(Math.max(1, variants.keepMillis()))))
                .build();
    }

    private static long seconds(@Nullable Duration duration) {
        return duration == null ? CacheControl.ABSENT : duration.toSeconds();
    }

    CachePolicy policy() {
        return policy;
    }

    int maxEntrySize() {
        return maxEntrySize;
    }

    /** What is stored for the URL and selected by the request's fields. */
    @Nullable
    Entry find(String key, Fields request) {
        Variants variants = entries.getIfPresent(key);
        if (variants != null) {
            for (Entry entry : variants.entries()) {
                if (entry.response().selectedBy(request)) {
                    return entry;
                }
            }
        }
        return null;
    }

    void store(String key, Entry entry) {
        entries.asMap().compute(key, (k, before) -> {
            var all = new ArrayList<Entry>();
            all.add(entry);
            if (before != null) {
                before.entries().stream()
                        .filter(other -> !sameVariant(other, entry))
                        .limit(MAX_VARIANTS - 1)
                        .forEach(all::add);
            }
            long keep = all.stream()
                    .mapToLong(each -> policy.keepMillis(each.response()))
                    .max()
                    .orElse(0);
            return new Variants(List.copyOf(all), keep);
        });
        uncacheable.invalidate(key);
    }

    private static boolean sameVariant(Entry one, Entry other) {
        return one.response().variant().equals(other.response().variant())
                && one.response().vary().equals(other.response().vary());
    }

    void remove(String key) {
        entries.invalidate(key);
    }

    void notStorable(String key) {
        uncacheable.put(key, true);
    }

    /**
     * The fetch of this URL that the caller leads, or one under way to wait for; null when waiting is of no use.
     */
    @Nullable
    Fetch fetch(String key) {
        return uncacheable.getIfPresent(key) == null ? fetches.computeIfAbsent(key, Fetch::new) : null;
    }

    void ended(Fetch fetch) {
        fetches.remove(fetch.key(), fetch);
        fetch.end();
    }

    long bytes() {
        return entries.policy().eviction().stream()
                .mapToLong(eviction -> eviction.weightedSize().orElse(0))
                .sum();
    }
}
