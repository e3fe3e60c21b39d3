package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code evenkeel load} against {@code evenkeel sample flaky-geoip}, both as they are typed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoadCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");

    @TempDir
    private Path folder;

    /** Output that can be waited for. */
    private static final class Output extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            notifyAll();
        }

        synchronized String await(Pattern pattern) throws InterruptedException {
            while (true) {
                Matcher matcher = pattern.matcher(toString(StandardCharsets.UTF_8));
                if (matcher.find()) {
                    return matcher.group(1);
                }
                wait();
            }
        }
    }

    /** A command under way. */
    private record Run(Output out, ByteArrayOutputStream err, StopSignal stop, Cli cli) {
        static Run prepare(Map<String, String> environment) {
            var out = new Output();
            var err = new ByteArrayOutputStream();
            var stop = new StopSignal();
            var io = new Io(
                    InputStream.nullInputStream(),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    environment,
                    false,
                    false);
            var cli = new Cli(
                    io,
                    (config, sources) -> {
                        throw new IllegalStateException("no server is needed");
                    },
                    stop);
            return new Run(out, err, stop, cli);
        }

        String text() {
            return out.toString(StandardCharsets.UTF_8);
        }

        String errors() {
            return err.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void measuresTheSampleService() throws Exception {
        Path ips = Files.write(folder.resolve("ips.txt"), List.of("8.8.8.8", "", " 1.1.1.1 "));
        Run sample = Run.prepare(Map.of("API_TOKEN", "s3cret"));
        var ended = CompletableFuture.supplyAsync(
                () -> sample.cli().run("sample", "flaky-geoip", "--port", "0", "--fail", "0", "--latency", "1ms"));
        try {
            String url = sample.out().await(ADDRESS) + "/geoip/{}";
            Run load = Run.prepare(Map.of());
            int code = load.cli()
                    .run(
                            "load",
                            "--from",
                            ips.toString(),
                            "-n",
                            "10",
                            "-c",
                            "2",
                            "-o",
                            "json",
                            "--expect-all-ok",
                            "--expect-body",
                            "\"ip\":\"{}\"",
                            "--tally",
                            "content-type",
                            "-H",
                            "Authorization: Bearer s3cret",
                            url);
            assertThat(code).as(load.errors()).isZero();
            JsonNode report = Json.mapper().readTree(load.text());
            assertThat(report.get("requests").asInt()).isEqualTo(10);
            assertThat(report.get("ok").asInt()).isEqualTo(10);
            assertThat(report.at("/statuses/200/share").asDouble()).isEqualTo(1);
            assertThat(report.at("/tally/application~1json/count").asInt()).isEqualTo(10);
            assertThat(report.at("/latency/p50Seconds").asDouble()).isGreaterThanOrEqualTo(0.001);
            assertThat(report.get("sentLate").isNull()).isTrue();

            Run refused = Run.prepare(Map.of());
            assertThat(refused.cli().run("load", "--from", ips.toString(), "--rate", "100", "--expect-all-ok", url))
                    .isEqualTo(1);
            assertThat(refused.text())
                    .contains("2 requests", "planned 100.0/s")
                    .containsPattern("status +2 +100.00 % +401");
            assertThat(refused.errors()).contains("2 of 2 requests");
            assertThat(sample.text()).doesNotContain("s3cret");
        } finally {
            var _ = CompletableFuture.runAsync(() -> sample.stop().ended(ended.join()));
            assertThat(sample.stop().request()).hasValue(0);
        }
    }

    @Test
    void makesATokenUpAndShowsIt() throws Exception {
        Run sample = Run.prepare(Map.of());
        var ended = CompletableFuture.supplyAsync(
                () -> sample.cli().run("sample", "flaky-geoip", "--port", "0", "--fail", "0", "--latency", "0"));
        try {
            String url = sample.out().await(ADDRESS);
            String token = sample.out().await(Pattern.compile("API_TOKEN=([0-9a-f]{32})"));
            Run load = Run.prepare(Map.of());
            String header = "Authorization: Bearer " + token;
            assertThat(load.cli().run("load", "--expect-all-ok", "-H", header, url + "/geoip/8.8.8.8"))
                    .isZero();
        } finally {
            var _ = CompletableFuture.runAsync(() -> sample.stop().ended(ended.join()));
            assertThat(sample.stop().request()).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "load http://127.0.0.1/{} | --from FILE",
                "load --from ips.txt http://127.0.0.1/ | no {} in the URL",
                "load ftp://127.0.0.1/ | http or https",
                "load --rate 0 http://127.0.0.1/ | rate must be above 0",
                "load -c 0 http://127.0.0.1/ | 1 connection or more",
                "load -n 0 http://127.0.0.1/ | count must be 1 or more",
                "load -d 10 http://127.0.0.1/ | 500ms, 10s, 5m or 1h",
                "load -d 0s http://127.0.0.1/ | above 0",
                "load -H secret http://127.0.0.1/ | Accept: application/json",
                "load -o xml http://127.0.0.1/ | text",
                "sample flaky-geoip --fail 0.1 --hang 0.2 | parts of fail",
                "sample flaky-geoip --latency slow | p50=20ms,p99=300ms",
                "sample flaky-geoip --rate-limit -1 | rate limit",
            })
    void saysWhatIsWrong(String line, String message) throws Exception {
        Path ips = Files.write(folder.resolve("ips.txt"), List.of("8.8.8.8"));
        Run run = Run.prepare(Map.of());

        assertThat(run.cli().run(line.replace("ips.txt", ips.toString()).split(" ")))
                .isEqualTo(2);

        assertThat(run.errors()).contains(message).doesNotContain("secret").hasLineCount(1);
        assertThat(run.text()).isEmpty();
    }

    @Test
    void saysWhichFileIsMissing() {
        Run run = Run.prepare(Map.of());
        assertThat(run.cli().run("load", "--from", "nothing.txt", "http://127.0.0.1/{}"))
                .isEqualTo(1);
        assertThat(run.errors()).contains("nothing.txt: no such file");
        Run database = Run.prepare(Map.of());
        assertThat(database.cli().run("sample", "flaky-geoip", "--port", "0", "--database", "nothing.mmdb"))
                .isEqualTo(1);
        assertThat(database.errors()).contains("nothing.mmdb: no such file");
    }
}
