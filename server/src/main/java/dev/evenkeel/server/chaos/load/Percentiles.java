package dev.evenkeel.server.chaos.load;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/** A distribution of times, in seconds, to three significant digits. */
public record Percentiles(
        long count,
        double meanSeconds,
        double p50Seconds,
        double p90Seconds,
        double p99Seconds,
        double p999Seconds,
        double maxSeconds) {
    private static final double NANOS = 1e9;

    /** Empty when nothing was measured. */
    static Optional<Percentiles> of(Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            return Optional.empty();
        }
        return Optional.of(new Percentiles(
                nanos.getTotalCount(),
                nanos.getMean() / NANOS,
                nanos.getValueAtPercentile(50) / NANOS,
                nanos.getValueAtPercentile(90) / NANOS,
                nanos.getValueAtPercentile(99) / NANOS,
                nanos.getValueAtPercentile(99.9) / NANOS,
                nanos.getMaxValue() / NANOS));
    }
}
