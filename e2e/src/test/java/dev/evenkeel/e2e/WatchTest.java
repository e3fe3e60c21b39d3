package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.e2e.Program.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that turns flaky and well again, as a terminal and as Prometheus see it. */
class WatchTest {
    private static final Duration MOVING = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void prometheusSeesTheChecksAndTheServiceMove() throws Exception {
        try (Program sample = Program.launchStatusServer(folder, Program.freePort());
                Program program = launchMonitor(sample);
                Program prometheus = launchPrometheus(sample, program)) {
            sample.await("/status");
            program.awaitReady();
            prometheus.await("/-/ready");
            List<String> queries = List.of(
                    "sum(evenkeel_check_results_total{check=\"status\",verdict=\"success\"})",
                    "sum(evenkeel_check_results_total{check=\"status\",verdict=\"failure\"})",
                    "sum(status_server_answers_total{code=\"200\"})",
                    "sum(status_server_answers_total{code!=\"200\"})",
                    "status_server_changes_total",
                    "sum(evenkeel_action_runs_total{action=\"toggle\",outcome=\"2xx\"})",
                    "evenkeel_check_duration_seconds_count{check=\"status\"}");
            Program.await(MOVING, () -> queries.stream().allMatch(query -> value(prometheus, query) >= 1));
            List<Double> before =
                    queries.stream().map(query -> value(prometheus, query)).toList();
            Program.await(MOVING, () -> {
                for (int i = 0; i < queries.size(); i++) {
                    if (value(prometheus, queries.get(i)) <= before.get(i)) {
                        return false;
                    }
                }
                return true;
            });
            assertThat(value(prometheus, "evenkeel_check_up{check=\"status\"}")).isBetween(0.0, 1.0);
            assertThat(value(prometheus, "count(up == 1)")).isEqualTo(2);
            double asked = value(prometheus, "sum(evenkeel_check_results_total{check=\"status\"})");
            double answered = value(prometheus, "sum(status_server_answers_total)");
            // Both are scraped each second, but not at the same time.
            assertThat(answered).isBetween(asked - 3, asked + 3);
        }
    }

    @Test
    void watchPrintsWhatItSawAndDid() throws Exception {
        try (Program one = Program.launchStatusServer(folder, Program.freePort());
                Program other = Program.launchStatusServer(folder, Program.freePort());
                ExecutorService both = Executors.newFixedThreadPool(2)) {
            one.await("/status");
            other.await("/status");
            Future<Outcome> asText = both.submit(watch(one));
            Future<Outcome> asJson = both.submit(watch(other, "-o", "json"));
            Outcome text = asText.get(60, TimeUnit.SECONDS);
            Outcome json = asJson.get(60, TimeUnit.SECONDS);

            assertThat(text.exit()).as(text.err()).isEqualTo(1);
            List<String> lines = text.out().lines().toList();
            String time = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3}";
            assertThat(lines)
                    .filteredOn(line -> line.matches(time + " {2}action {2}POST /flaky answered 202.*"))
                    .hasSizeBetween(2, 3);
            assertThat(lines)
                    .anyMatch(line -> line.matches(time + " {2}\\S+/status {2}200 +[0-9.]+ ms {2}ok"))
                    .anyMatch(line -> line.matches(
                            time + " {2}\\S+/status {2}[45]\\d\\d +[0-9.]+ ms {2}FAILED .* was [45]\\d\\d"))
                    .anyMatch(line -> line.matches(".*/status: [0-9.]+ % of \\d+ succeeded.*; p50 .* p95 .* p99 .*"))
                    .anyMatch(line -> line.strip().equals("objective 99 %: missed"));
            assertJson(json, "POST " + other.url("/flaky"));
        }
    }

    private static void assertJson(Outcome json, String action) throws IOException {
        assertThat(json.exit()).as(json.err()).isEqualTo(1);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : json.out().lines().toList()) {
            lines.add(Program.JSON.readTree(line));
        }
        assertThat(of("action", lines)).hasSizeBetween(2, 3).allSatisfy(done -> {
            assertThat(done.get("request").asText()).isEqualTo(action);
            assertThat(done.get("status").asInt()).isEqualTo(202);
        });
        List<JsonNode> results = of("result", lines);
        long succeeded = results.stream()
                .filter(result -> result.get("verdict").asText().equals("success"))
                .count();
        assertThat(results)
                .anySatisfy(result -> assertThat(result.get("error").asText()).startsWith("status in 200..299: was "));
        JsonNode row = of("summary", lines).getFirst().at("/urls/0");
        assertThat(row.get("runs").asLong()).isEqualTo(results.size());
        assertThat(row.get("succeeded").asLong()).isEqualTo(succeeded).isBetween(1L, results.size() - 1L);
        assertThat(row.get("objectiveMet").asBoolean()).isFalse();
        assertThat(lines.getLast().get("type").asText()).isEqualTo("summary");
    }

    private static List<JsonNode> of(String type, List<JsonNode> lines) {
        return lines.stream()
                .filter(line -> line.get("type").asText().equals(type))
                .toList();
    }

    /** Flaky for five of eleven seconds, four requests a second. */
    private Callable<Outcome> watch(Program sample, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "watch",
                sample.url("/status"),
                "--interval",
                "250ms",
                "--timeout",
                "250ms",
                "--duration",
                "11s",
                "--objective",
                "99",
                "--action",
                "POST " + sample.url("/flaky") + " every 5s"));
        words.addAll(List.of(more));
        return () -> Program.run(folder, words.toArray(String[]::new));
    }

    private Program launchMonitor(Program sample) throws IOException {
        Files.writeString(folder.resolve("evenkeel.yaml"), """
                roles: [registry, monitor]
                monitor:
                  checks:
                    - {name: status, url: "%s", interval: 1s, timeout: 1s}
                  actions:
                    - {name: toggle, method: POST, url: "%s", interval: 5s}
                """.formatted(sample.url("/status"), sample.url("/flaky")));
        return Program.launch(folder, Program.freePort());
    }

    private Program launchPrometheus(Program sample, Program monitor) throws Exception {
        Process tools = new ProcessBuilder(Program.root().resolve(".ci/tools").toString())
                .redirectErrorStream(true)
                .start();
        String installed = new String(tools.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tools.waitFor())
                .as("Debian's package prometheus is there or can be installed: " + installed)
                .isZero();
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - {job_name: evenkeel, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                  - {job_name: status-server, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(monitor.port, sample.port));
        int port = Program.freePort();
        return Program.start(
                folder,
                port,
                List.of(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port));
    }

    /** The newest value of a query; NaN while there is none. */
    private static double value(Program prometheus, String query) {
        try {
            JsonNode answer =
                    prometheus.json("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
            JsonNode value = answer.at("/data/result/0/value/1");
            return value.isMissingNode() ? Double.NaN : Double.parseDouble(value.asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
