package dev.evenkeel.server.cli;

import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Timings;
import dev.evenkeel.server.cli.WatchTallies.Tally;
import dev.evenkeel.server.monitor.ActionListener.Done;
import dev.evenkeel.server.platform.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; {@code type} says what it is: result, action, missed or, at the end, summary. */
final class WatchJson implements WatchOutput {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Io io;
    private final WatchTallies tallies;

    WatchJson(Io io, WatchTallies tallies) {
        this.io = io;
        this.tallies = tallies;
    }

    @Override
    public void result(Result result) {
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("type", "result");
        line.put("time", result.start());
        line.put("url", result.check());
        line.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
        line.put("status", result.status());
        line.put("latencySeconds", seconds(result.latency()));
        line.put("lagSeconds", seconds(result.lag()));
        line.put("cause", result.cause() == null ? null : result.cause().label());
        line.put("error", result.error());
        line.put("address", result.address());
        line.put("timings", timings(result.timings()));
        line.put("certificateExpiry", result.certificateExpiry());
        line.put("traceId", result.traceId());
        print(line);
    }

    @Override
    public void action(Done done) {
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("type", "action");
        line.put("time", done.start());
        line.put("request", done.method() + " " + done.url());
        line.put("status", done.status());
        line.put("latencySeconds", seconds(done.latency()));
        line.put("error", done.error());
        line.put("traceId", done.traceId());
        print(line);
    }

    @Override
    public void missed(Missed missed) {
        print(Map.of(
                "type", "missed",
                "url", missed.check(),
                "count", missed.count(),
                "from", missed.from(),
                "to", missed.to()));
    }

    @Override
    public boolean closed() {
        return io.closed();
    }

    @Override
    public void summary(@Nullable BigDecimal objective) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Tally tally : tallies.all()) {
            var row = new LinkedHashMap<String, @Nullable Object>();
            boolean judged = tally.judged() > 0;
            boolean answered = tally.answered() > 0;
            row.put("url", tally.url());
            row.put("runs", tally.runs());
            row.put("succeeded", tally.successes());
            row.put("failed", tally.failures());
            row.put("unknown", tally.unknown());
            row.put("successRate", judged ? tally.rate() : null);
            row.put("p50Seconds", answered ? tally.millis(50) / MILLIS : null);
            row.put("p95Seconds", answered ? tally.millis(95) / MILLIS : null);
            row.put("p99Seconds", answered ? tally.millis(99) / MILLIS : null);
            row.put("objectiveMet", (objective == null || !judged) ? null : tally.reaches(objective));
            rows.add(row);
        }
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("type", "summary");
        line.put(
                "objective",
                objective == null ? null : objective.movePointLeft(2).stripTrailingZeros());
        line.put("urls", rows);
        print(line);
    }

    private static Map<String, @Nullable Double> timings(Timings timings) {
        var phases = new LinkedHashMap<String, @Nullable Double>();
        phases.put("dnsSeconds", phase(timings.dns()));
        phases.put("connectSeconds", phase(timings.connect()));
        phases.put("tlsSeconds", phase(timings.tls()));
        phases.put("firstByteSeconds", phase(timings.firstByte()));
        phases.put("transferSeconds", phase(timings.transfer()));
        return phases;
    }

    private static @Nullable Double phase(long nanos) {
        return nanos == Timings.NONE ? null : nanos / NANOS;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }

    private void print(Object line) {
        io.line(new String(Json.bytes(line), StandardCharsets.UTF_8));
        io.out().flush();
    }
}
