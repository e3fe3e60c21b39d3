package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.probe.Cause;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Timings;
import dev.evenkeel.core.probe.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchTextTest {
    private static final Instant START = Instant.parse("2026-11-21T09:55:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void theFiguresFitOn80Columns() {
        String url = "http://127.0.0.1:9000/api/orders/of/a/very/long/address/that/fills/the/line/status";
        var tallies = new WatchTallies(List.of(url));
        WatchText text = text(tallies, Map.of("COLUMNS", "80", "NO_COLOR", "1"));
        for (int run = 0; run < 50; run++) {
            tallies.add(result(url, Verdict.SUCCESS, 200, 4000 + run));
        }
        tallies.add(result(url, Verdict.UNKNOWN, null, 1));
        Result last = result(url, Verdict.FAILURE, 503, 9000);
        tallies.add(last);
        text.result(last);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        List<String> live = lines.subList(lines.size() - 2, lines.size());
        assertThat(live).allMatch(line -> line.length() < 80);
        assertThat(live.getFirst())
                .startsWith("http://127.0.0.1:9000/")
                .contains("…")
                .endsWith("/status: 98.039 % of 51 succeeded");
        assertThat(live.getLast())
                .matches("  p50 40\\d\\d ms  p95 40\\d\\d ms  p99 (40\\d\\d|900\\d) ms  .*")
                .endsWith("✗");
    }

    @Test
    void saysWhichRunsThePercentilesAreOf() {
        var tallies = new WatchTallies(List.of("a", "b", "c"));
        for (int run = 0; run < 14; run++) {
            tallies.add(result("a", Verdict.SUCCESS, 200, 5));
            tallies.add(result("b", Verdict.FAILURE, 500, 5));
        }
        tallies.add(result("a", Verdict.FAILURE, null, 1000));
        tallies.add(result("b", Verdict.UNKNOWN, null, 1000));
        tallies.add(result("c", Verdict.FAILURE, null, 1000));
        text(tallies, Map.of()).summary(null);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "",
                        "a: 93.333 % of 15 succeeded; p50 5.0 ms  p95 5.0 ms  p99 5.0 ms of the 14 answered",
                        "b: 0 % of 14 succeeded, 1 unknown by our own fault; p50 5.0 ms  p95 5.0 ms  p99 5.0 ms",
                        "c: 0 % of 1 succeeded");
    }

    @Test
    void theHelpSaysSo() {
        assertThat(new CliRun().run("watch", "--help").out().replaceAll("\\s+", " "))
                .contains("without an answer, as those that timed out, are in no percentile");
    }

    private WatchText text(WatchTallies tallies, Map<String, String> environment) {
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        var io = new Io(
                InputStream.nullInputStream(), print, print, environment, environment.containsKey("COLUMNS"), false);
        return new WatchText(io, tallies, ZoneOffset.UTC);
    }

    private static Result result(String url, Verdict verdict, @Nullable Integer status, long millis) {
        boolean good = verdict == Verdict.SUCCESS;
        return new Result(
                url,
                0,
                START,
                START,
                START.plusMillis(millis),
                verdict,
                good ? null : Cause.CONDITION,
                good ? null : "not as it should be",
                status,
                "127.0.0.1",
                Timings.EMPTY,
                null,
                null,
                "4bf92f3577b34da6a3ce929d0e0e4736");
    }
}
