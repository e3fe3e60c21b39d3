package dev.evenkeel.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.evenkeel.server.chaos.load.LoadResult;
import dev.evenkeel.server.chaos.load.Percentiles;
import dev.evenkeel.server.platform.json.Json;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A load run for people and for programs.
 *
 * @param concurrency callers at once; 0 when it ran at a rate
 * @param rate planned requests a second; 0 when it ran with callers
 */
record LoadReport(String url, int concurrency, double rate, LoadResult result) {
    private static final double MILLIS = 1e3;

    String text() {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d requests in %.2f s: %.1f answers/s%s%n",
                result.requests(),
                result.seconds(),
                result.answersPerSecond(),
                rate > 0 ? String.format(Locale.ROOT, ", planned %.1f/s", rate) : ", " + concurrency + " at once"));
        counts(text, "status", result.statuses());
        counts(text, "error", result.errors());
        counts(text, "header", result.tally());
        text.append(String.format(
                "%n%-12s %9s %9s %9s %9s %9s %9s%n", "milliseconds", "mean", "p50", "p90", "p99", "p99.9", "max"));
        row(text, "answers", result.latency());
        if (result.latency().map(Percentiles::count).orElse(0L)
                > result.successLatency().map(Percentiles::count).orElse(0L)) {
            row(text, "2xx only", result.successLatency());
        }
        row(text, "sent late", result.lag());
        return text.toString().stripTrailing();
    }

    String json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("url", url);
        report.put("concurrency", concurrency > 0 ? concurrency : null);
        report.put("plannedPerSecond", rate > 0 ? rate : null);
        report.put("requests", result.requests());
        report.put("ok", result.ok());
        report.put("seconds", result.seconds());
        report.put("answersPerSecond", result.answersPerSecond());
        report.put("bodyBytes", result.bytes());
        report.put("statuses", shares(result.statuses()));
        report.put("errors", shares(result.errors()));
        report.put("tally", shares(result.tally()));
        report.put("latency", orNull(result.latency()));
        report.put("successLatency", orNull(result.successLatency()));
        report.put("sentLate", orNull(result.lag()));
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void counts(StringBuilder text, String what, Map<String, Long> counts) {
        new TreeMap<>(counts)
                .forEach((name, count) -> text.append(String.format(
                        Locale.ROOT, "  %-7s %8d  %6.2f %%  %s%n", what, count, share(count) * 100, name)));
    }

    private Map<String, Map<String, Number>> shares(Map<String, Long> counts) {
        Map<String, Map<String, Number>> shares = new TreeMap<>();
        counts.forEach((name, count) -> shares.put(name, Map.of("count", count, "share", share(count))));
        return shares;
    }

    private double share(long count) {
        return result.requests() == 0 ? 0 : (double) count / result.requests();
    }

    private static @Nullable Percentiles orNull(Optional<Percentiles> percentiles) {
        return percentiles.orElse(null);
    }

    private static void row(StringBuilder text, String name, Optional<Percentiles> percentiles) {
        percentiles.ifPresent(it -> text.append(String.format(
                Locale.ROOT,
                "%-12s %9.2f %9.2f %9.2f %9.2f %9.2f %9.2f%n",
                name,
                it.meanSeconds() * MILLIS,
                it.p50Seconds() * MILLIS,
                it.p90Seconds() * MILLIS,
                it.p99Seconds() * MILLIS,
                it.p999Seconds() * MILLIS,
                it.maxSeconds() * MILLIS)));
    }
}
