package dev.evenkeel.server.cli;

import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Verdict;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What {@code watch} has counted so far, by URL. Used by one thread. */
final class WatchTallies {
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    WatchTallies(List<String> urls) {
        urls.forEach(url -> tallies.put(url, new Tally(url)));
    }

    void add(Result result) {
        of(result.check()).add(result);
    }

    Tally of(String url) {
        return tallies.computeIfAbsent(url, Tally::new);
    }

    Collection<Tally> all() {
        return tallies.values();
    }

    long runs() {
        return tallies.values().stream().mapToLong(Tally::runs).sum();
    }

    /** How many have been asked so often. */
    long complete(long count) {
        return tallies.values().stream().filter(tally -> tally.runs() >= count).count();
    }

    /** Whether the share of successes of each is at least that percentage; nothing asked, nothing missed. */
    boolean reach(BigDecimal percent) {
        return tallies.values().stream().allMatch(tally -> tally.reaches(percent));
    }

    /** One URL. Percentiles are of the runs that were answered, as they should be or not. */
    static final class Tally {
        private static final int LATEST = 40;
        private static final long LONGEST_MICROS = 3_600_000_000L;
        private static final int DIGITS = 3;

        private final String url;
        private final Histogram latencies = new Histogram(1, LONGEST_MICROS, DIGITS);
        private final Deque<Double> latest = new ArrayDeque<>();
        private long successes;
        private long failures;
        private long unknown;

        Tally(String url) {
            this.url = url;
        }

        private void add(Result result) {
            switch (result.verdict()) {
                case SUCCESS -> successes++;
                case FAILURE -> failures++;
                case UNKNOWN -> unknown++;
            }
            long micros = result.latency().toNanos() / 1000;
            if (result.verdict() != Verdict.UNKNOWN && (result.succeeded() || result.status() != null)) {
                latencies.recordValue(Math.clamp(micros, 1, LONGEST_MICROS));
            }
            latest.addLast(result.succeeded() ? micros / 1000.0 : Double.NaN);
            if (latest.size() > LATEST) {
                latest.removeFirst();
            }
        }

        String url() {
            return url;
        }

        long runs() {
            return successes + failures + unknown;
        }

        long successes() {
            return successes;
        }

        long failures() {
            return failures;
        }

        /** Runs that we couldn't make; they count for nothing. */
        long unknown() {
            return unknown;
        }

        long judged() {
            return successes + failures;
        }

        double rate() {
            return successes / (double) judged();
        }

        boolean reaches(BigDecimal percent) {
            BigDecimal wanted = percent.multiply(BigDecimal.valueOf(judged()));
            return BigDecimal.valueOf(successes).movePointRight(2).compareTo(wanted) >= 0;
        }

        long answered() {
            return latencies.getTotalCount();
        }

        double millis(double percentile) {
            return latencies.getValueAtPercentile(percentile) / 1000.0;
        }

        /** The latest latencies as bars, the longest the highest; a failure is a cross. */
        String sparkline() {
            double most = latest.stream()
                    .filter(ms -> !ms.isNaN())
                    .mapToDouble(ms -> ms)
                    .max()
                    .orElse(1);
            var line = new StringBuilder();
            for (double ms : latest) {
                int height = (int) Math.ceil(ms * Sparkline.BARS.length() / most);
                line.append(
                        Double.isNaN(ms)
                                ? '✗'
                                : Sparkline.BARS.charAt(Math.clamp(height, 1, Sparkline.BARS.length()) - 1));
            }
            return line.toString();
        }
    }
}
