package dev.evenkeel.core.resilience;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each key, usually a caller's address.
 *
 * <p>The number of keys is bounded. One whose bucket is full again is as good as new and is forgotten first; if that
 * doesn't make room, those whose buckets are fullest go, which gives away the least.
 *
 * <p>Shared among event loops without locks.
 *
 * @param <K> with {@code equals} and {@code hashCode}
 */
public final class RateLimit<K> {

    /**
     * @param perSecond the rate, above 0
     * @param burst how many may come at once after a pause, at least 1
     * @param maxKeys how many keys are kept, at least 1
     */
    public record Settings(double perSecond, int burst, int maxKeys) {
        /** @throws IllegalArgumentException when a value is out of its range */
        public Settings {
            if (!(perSecond > 0) || perSecond > 1e9 || burst < 1 || maxKeys < 1) {
                throw new IllegalArgumentException("a rate limit needs 0 < perSecond <= 1e9, burst >= 1 and maxKeys >="
                        + " 1, but has " + perSecond + ", " + burst + " and " + maxKeys);
            }
        }
    }

    private final Settings settings;
    private final Pace pace;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<K, AtomicLong> fullAt = new ConcurrentHashMap<>();
    /** The map's own count walks over its stripes. */
    private final AtomicLong keys = new AtomicLong();

    private final AtomicBoolean sweeping = new AtomicBoolean();

    public RateLimit(Settings settings, LongSupplier nanos) {
        this.settings = settings;
        this.pace = Pace.of(settings.perSecond(), settings.burst());
        this.nanos = nanos;
    }

    /** 0 when the request may pass; otherwise the nanoseconds until the next one of this key may. */
    public long tryAcquire(K key) {
        long now = nanos.getAsLong();
        AtomicLong bucket = fullAt.get(key);
        if (bucket == null) {
            if (keys.get() >= settings.maxKeys()) {
                makeRoom(now);
            }
            AtomicLong fresh = new AtomicLong(now);
            AtomicLong raced = fullAt.putIfAbsent(key, fresh);
            if (raced == null) {
                keys.incrementAndGet();
            }
            bucket = raced == null ? fresh : raced;
        }
        long wait = pace.reserve(bucket, now, 0);
        return wait < 0 ? ~wait : 0;
    }

    /** The value for {@code Retry-After}: whole seconds, rounded up, at least 1. */
    public static long retryAfterSeconds(long nanos) {
        return Math.max(1, Math.ceilDiv(nanos, 1_000_000_000L));
    }

    /** How many keys are kept. */
    public int keys() {
        return fullAt.size();
    }

    /** Frees a quarter of the room at least, so that it is seldom needed. */
    private void makeRoom(long now) {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            int target = settings.maxKeys() * 3 / 4;
            long aheadSum = 0;
            long kept = 0;
            for (var entry : fullAt.entrySet()) {
                long ahead = entry.getValue().get() - now;
                if (ahead <= 0) {
                    fullAt.remove(entry.getKey(), entry.getValue());
                } else {
                    aheadSum += ahead;
                    kept++;
                }
            }
            if (kept > target) {
                long mean = aheadSum / kept;
                kept = evict(kept, target, now, mean);
                evict(kept, target, now, Long.MAX_VALUE);
            }
            keys.set(fullAt.mappingCount());
        } finally {
            sweeping.set(false);
        }
    }

    private long evict(long kept, int target, long now, long maxAhead) {
        long left = kept;
        var entries = fullAt.entrySet().iterator();
        while (left > target && entries.hasNext()) {
            if (entries.next().getValue().get() - now <= maxAhead) {
                entries.remove();
                left--;
            }
        }
        return left;
    }
}
