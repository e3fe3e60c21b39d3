package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.State;
import dev.evenkeel.core.probe.Verdict;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** What was counted of one check. Written on its loop, read by whoever scrapes. */
final class CheckCounters {
    final Check check;
    final AtomicLong successes = new AtomicLong();
    final AtomicLong failures = new AtomicLong();
    final AtomicLong unknown = new AtomicLong();
    final AtomicLong missed = new AtomicLong();
    final AtomicLong latencyNanos = new AtomicLong();
    /** One more than there are boundaries, for what is above the last. */
    final AtomicLongArray buckets;

    /** Of the buckets, in nanoseconds; those that were in use when the check began. */
    final long[] boundaries;

    volatile State state = State.UNKNOWN;
    volatile @Nullable Result latest;

    CheckCounters(Check check, long[] boundaries) {
        this.check = check;
        this.boundaries = boundaries;
        this.buckets = new AtomicLongArray(boundaries.length + 1);
    }

    void count(Result result, State after) {
        state = after;
        latest = result;
        AtomicLong counter = switch (result.verdict()) {
            case SUCCESS -> successes;
            case FAILURE -> failures;
            case UNKNOWN -> unknown;
        };
        counter.incrementAndGet();
        if (result.verdict() != Verdict.UNKNOWN) {
            long nanos = result.latency().toNanos();
            latencyNanos.addAndGet(nanos);
            int bucket = 0;
            while (bucket < boundaries.length && nanos > boundaries[bucket]) {
                bucket++;
            }
            buckets.incrementAndGet(bucket);
        }
    }
}
