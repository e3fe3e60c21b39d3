package dev.evenkeel.server.monitor;

import dev.evenkeel.server.monitor.store.History.Stretch;
import dev.evenkeel.server.monitor.store.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a stretch of time a check was up. The four times add up to the window.
 *
 * @param share of the checks that succeeded, 0 to 1; null when nothing was counted
 * @param meanLatencySeconds of those that were counted; null without any
 * @param measuredSeconds something was counted
 * @param maintenanceSeconds nothing was, because of maintenance
 * @param oursSeconds nothing was, because we didn't run or couldn't measure
 * @param noDataSeconds nothing was, and nobody knows why
 */
record Uptime(
        Instant from,
        Instant to,
        long good,
        long bad,
        @Nullable Double share,
        @Nullable Double meanLatencySeconds,
        long measuredSeconds,
        long maintenanceSeconds,
        long oursSeconds,
        long noDataSeconds) {

    /** @param stretches that lie in the window, each of them once */
    static Uptime of(Instant from, Instant to, List<Stretch> stretches) {
        Tally sum = Tally.NONE;
        long measured = 0;
        long maintenance = 0;
        long ours = 0;
        for (Stretch stretch : stretches) {
            Tally tally = stretch.tally();
            sum = sum.plus(tally);
            long seconds = inside(stretch, from, to);
            if (tally.total() > 0) {
                measured += seconds;
            } else if (tally.maintenance() > 0) {
                maintenance += seconds;
            } else if (tally.ours() > 0) {
                ours += seconds;
            }
        }
        long all = Duration.between(from, to).toSeconds();
        Double share = sum.total() == 0 ? null : (double) sum.good() / sum.total();
        Double latency = sum.total() == 0 ? null : sum.latencyMicros() / 1e6 / sum.total();
        return new Uptime(
                from,
                to,
                sum.good(),
                sum.bad(),
                share,
                latency,
                measured,
                maintenance,
                ours,
                Math.max(0, all - measured - maintenance - ours));
    }

    private static long inside(Stretch stretch, Instant from, Instant to) {
        Instant start = stretch.from().isBefore(from) ? from : stretch.from();
        Instant end = stretch.from().plus(stretch.length());
        return Math.max(0, Duration.between(start, end.isAfter(to) ? to : end).toSeconds());
    }
}
