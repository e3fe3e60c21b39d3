package dev.evenkeel.server.chaos.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts as answers come in. Not thread-safe: it belongs to the generator's thread. */
final class Recorder {
    private static final int DIGITS = 3;

    /** A header with an identifier in it must not fill the memory. */
    private static final int MAX_VALUES = 50;

    private final Histogram latency = new Histogram(DIGITS);
    private final Histogram latencyOfSuccess = new Histogram(DIGITS);
    private final Histogram lag = new Histogram(DIGITS);
    private final Map<String, Long> statuses = new TreeMap<>();
    private final Map<String, Long> errors = new TreeMap<>();
    private final Map<String, Long> tally = new TreeMap<>();
    private long bytes;

    void answered(int status, long nanos, long bodyBytes) {
        statuses.merge(Integer.toString(status), 1L, Long::sum);
        latency.recordValue(Math.max(0, nanos));
        if (status / 100 == 2) {
            latencyOfSuccess.recordValue(Math.max(0, nanos));
        }
        bytes += bodyBytes;
    }

    void failed(String kind) {
        errors.merge(kind, 1L, Long::sum);
    }

    void tally(String value) {
        boolean known = tally.containsKey(value) || tally.size() < MAX_VALUES;
        tally.merge(known ? value : "(others)", 1L, Long::sum);
    }

    /** How much later than planned the generator itself came to a request. */
    void lag(long nanos) {
        lag.recordValue(Math.max(0, nanos));
    }

    LoadResult result(long requests, double seconds) {
        return new LoadResult(
                requests,
                seconds,
                bytes,
                Map.copyOf(statuses),
                Map.copyOf(errors),
                Map.copyOf(tally),
                Percentiles.of(latency),
                Percentiles.of(latencyOfSuccess),
                Percentiles.of(lag));
    }
}
