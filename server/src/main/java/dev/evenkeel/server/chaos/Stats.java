package dev.evenkeel.server.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happened to the requests for addresses, and how many came in each second. Not thread-safe. */
final class Stats {
    /** What {@code /stats} shows of the past. */
    private static final int SECONDS = 60;

    private final Instant since;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final long[] perSecond = new long[SECONDS];
    private long second;
    private long requests;
    private long peak;
    private long abandoned;

    Stats(Instant since) {
        this.since = since;
        this.second = since.getEpochSecond();
    }

    /** Counts a request that arrived now, by what is going to happen to it. */
    void count(String outcome, Instant now) {
        requests++;
        outcomes.merge(outcome, 1L, Long::sum);
        advance(now);
        peak = Math.max(peak, ++perSecond[slot(second)]);
    }

    /** Counts a request whose caller went away before its answer. */
    void abandon() {
        abandoned++;
    }

    long requests() {
        return requests;
    }

    /** @param attempts what got as far as drawing its fate */
    Snapshot snapshot(long seed, Attempts attempts, Instant now) {
        advance(now);
        double seconds = Duration.between(since, now).toNanos() / 1e9;
        long[] last = new long[SECONDS];
        for (int i = 0; i < SECONDS; i++) {
            last[i] = perSecond[slot(second - i)];
        }
        return new Snapshot(
                seed,
                since,
                requests,
                abandoned,
                new TreeMap<>(outcomes),
                new Addresses(attempts.addresses(), attempts.max()),
                new PerSecond(seconds > 0 ? requests / seconds : 0, peak, last));
    }

    private void advance(Instant now) {
        long current = now.getEpochSecond();
        for (long passed = Math.max(second + 1, current - SECONDS + 1); passed <= current; passed++) {
            perSecond[slot(passed)] = 0;
        }
        second = Math.max(second, current);
    }

    private static int slot(long second) {
        return Math.floorMod(second, SECONDS);
    }

    /**
     * What {@code GET /stats} answers.
     *
     * @param since when counting began
     * @param requests for addresses, whatever became of them
     * @param abandoned how many of them the caller gave up before the answer
     * @param outcomes how many of them by what happened: {@code ok}, a fault's label, or why it was refused
     */
    record Snapshot(
            long seed,
            Instant since,
            long requests,
            long abandoned,
            Map<String, Long> outcomes,
            Addresses addresses,
            PerSecond perSecond) {}

    /**
     * @param distinct addresses asked for
     * @param maxAttempts the most attempts that one address took; what the rate limit refused is none
     */
    record Addresses(int distinct, int maxAttempts) {}

    /**
     * @param mean since counting began
     * @param peak the busiest second
     * @param last the last 60 seconds, the current one first
     */
    record PerSecond(double mean, long peak, long[] last) {}
}
