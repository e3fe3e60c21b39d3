package dev.evenkeel.core.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exact counts in buckets of equal length on a fixed grid, and their sums over windows that end in the bucket of now.
 *
 * <p>Adding costs one step a window, so that thousands of checks can count each second. Not safe for use by many
 * threads.
 */
final class Buckets {
    private final long lengthSeconds;
    private final RollingSum[] sums;

    /** How many buckets the longest window has. */
    private final long kept;

    private final Map<Long, Chunk> chunks = new HashMap<>();
    private long current;

    /**
     * @param length of a bucket
     * @param windows each is rounded up to whole buckets
     * @param now in the last bucket that the windows hold
     */
    Buckets(Duration length, List<Duration> windows, Instant now) {
        lengthSeconds = length.toSeconds();
        sums = windows.stream().map(this::sum).toArray(RollingSum[]::new);
        kept = windows.stream().mapToLong(this::bucketsOf).max().orElse(1);
        current = number(now);
    }

    private RollingSum sum(Duration window) {
        return new RollingSum(window, bucketsOf(window));
    }

    long bucketsOf(Duration window) {
        return Math.max(1, Math.ceilDiv(window.toSeconds(), lengthSeconds));
    }

    long number(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), lengthSeconds);
    }

    long current() {
        return current;
    }

    long good(long bucket) {
        Chunk chunk = chunk(bucket);
        return chunk == null ? 0 : chunk.good(place(bucket));
    }

    long bad(long bucket) {
        Chunk chunk = chunk(bucket);
        return chunk == null ? 0 : chunk.bad(place(bucket));
    }

    byte gap(long bucket) {
        Chunk chunk = chunk(bucket);
        return chunk == null ? 0 : chunk.gap(place(bucket));
    }

    private @Nullable Chunk chunk(long bucket) {
        return isKept(bucket) ? chunks.get(Math.floorDiv(bucket, Chunk.SIZE)) : null;
    }

    private boolean isKept(long bucket) {
        return bucket <= current && bucket > current - kept;
    }

    private static int place(long bucket) {
        return Math.floorMod(bucket, Chunk.SIZE);
    }

    /** Moves the windows on; going back does nothing. */
    void advance(long bucket) {
        if (bucket <= current) {
            return;
        }
        for (RollingSum sum : sums) {
            long first = current - sum.buckets() + 1;
            long last = Math.min(bucket - sum.buckets(), current);
            for (long leaving = first; leaving <= last; leaving++) {
                sum.change(good(leaving), bad(leaving), gap(leaving), -1);
            }
        }
        long before = Math.floorDiv(current, Chunk.SIZE);
        long after = Math.floorDiv(bucket, Chunk.SIZE);
        current = bucket;
        if (before != after) {
            Chunk finished = chunks.get(before);
            if (finished != null) {
                finished.compact();
            }
            long oldest = Math.floorDiv(current - kept + 1, Chunk.SIZE);
            chunks.keySet().removeIf(number -> number < oldest);
        }
    }

    /** Replaces what a bucket holds. What is too old for every window changes nothing, what is ahead moves them on. */
    void set(long bucket, long good, long bad, byte gap) {
        advance(bucket);
        if (!isKept(bucket)) {
            return;
        }
        long goodBefore = good(bucket);
        long badBefore = bad(bucket);
        byte gapBefore = gap(bucket);
        chunks.computeIfAbsent(Math.floorDiv(bucket, Chunk.SIZE), _ -> new Chunk())
                .set(place(bucket), good, bad, gap);
        for (RollingSum sum : sums) {
            if (bucket > current - sum.buckets()) {
                sum.change(goodBefore, badBefore, gapBefore, -1);
                sum.change(good, bad, gap, 1);
            }
        }
    }

    /** @throws IllegalArgumentException when it is none of the windows given to the constructor */
    Counts counts(Duration window) {
        for (RollingSum sum : sums) {
            if (sum.window().equals(window)) {
                return sum.counts(Duration.ofSeconds(lengthSeconds));
            }
        }
        throw new IllegalArgumentException("no sum is kept over " + window);
    }
}
