package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the page about the metrics against what the program shows after some traffic, and that against promtool. */
class MetricsReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/metrics.md");
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
    private static final Pattern SAMPLE = Pattern.compile("^([a-z_]+)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
    private static final Pattern ROW = Pattern.compile("^\\| (`[^|]*)\\|([^|]*)\\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static final Pattern OURS = Pattern.compile("evenkeel_(gateway|app)_");

    @TempDir
    private static Path folder;

    private static String shown = "";

    @BeforeAll
    static void runEveryRole() throws Exception {
        HttpServer upstream = everySecondFails();
        HttpServer checked = everySecondFails();
        int port = freePort();
        Path file = Files.writeString(folder.resolve("evenkeel.yaml"), """
                server: {port: 0}
                registry: {store: "sqlite:%s"}
                gateway:
                  port: %d
                  routes:
                    - name: cached
                      match: {path: "/cached/{n}", where: {n: integer}}
                      upstream: {endpoints: ["%3$s"]}
                      cache: {ttl: 1h}
                    - name: plain
                      match: {path: /plain/**}
                      upstream: {endpoints: ["%3$s"]}
                supervisor:
                  folder: %5$s
                  apps:
                    - {name: sleeper, command: [sleep, "600"], probes: {readiness: {command: ["true"], period: 100ms}}}
                monitor:
                  checks:
                    - {name: plain, url: "%4$s", service: shop, environment: test, interval: 1s}
                  actions:
                    - {name: touch, method: GET, url: "%4$s", interval: 1s}
                  slos:
                    - {name: good, check: plain, objective: 99, window: 1d}
                  alerts:
                    receivers:
                      - {name: hook, type: webhook, url: "%4$s"}
                """.formatted(
                        folder.resolve("registry.db"),
                        port,
                        "http://127.0.0.1:" + upstream.getAddress().getPort(),
                        "http://127.0.0.1:" + checked.getAddress().getPort(),
                        folder.resolve("supervisor")));
        var sources = new ConfigSources(file, Map.of(), List.of(), null);
        try (App app = App.start(EvenkeelConfig.load(sources), sources);
                HttpClient http = HttpClient.newHttpClient()) {
            URI gateway = URI.create("http://127.0.0.1:" + port);
            for (String path : List.of("/plain/a", "/plain/b", "/cached/1", "/cached/1", "/cached/x", "/nowhere")) {
                get(http, gateway.resolve(path));
            }
            get(http, app.address().resolve("/health"));
            get(http, app.address().resolve("/api/deployments"));
            get(http, app.address().resolve("/insights/latest"));
            get(http, app.address().resolve("/nowhere"));
            awaitResults(http, app);
            shown = get(http, app.address().resolve("/metrics")).body();
        } finally {
            upstream.stop(0);
            checked.stop(0);
        }
    }

    /** Until the check and the action ran, what they saw was counted for the objective, and the replica was probed. */
    private static void awaitResults(HttpClient http, App app) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        List<String> wanted = List.of(
                "evenkeel_action_runs_total{",
                "evenkeel_check_up{check=\"plain\"",
                "evenkeel_slo_attained_ratio{",
                "evenkeel_app_probe_duration_seconds_count",
                "evenkeel_app_replicas{app=\"sleeper\",state=\"Ready\"} 1.0");
        Predicate<String> complete = text -> wanted.stream().allMatch(text::contains);
        while (!complete.test(get(http, app.address().resolve("/metrics")).body())) {
            assertThat(System.nanoTime()).as("all of it ran").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @AfterAll
    static void forget() {
        shown = "";
    }

    @Test
    void everyMetricIsDocumentedWithItsType() throws IOException {
        Map<String, Row> page = page();
        Map<String, String> types = types();

        assertThat(types)
                .containsKeys(
                        "evenkeel_http_request_duration_seconds",
                        "evenkeel_insights_stale",
                        "evenkeel_gateway_requests_seconds");
        types.forEach((name, type) -> {
            if (name.startsWith("evenkeel_")) {
                assertThat(page).containsKey(name);
                assertThat(page.get(name))
                        .as(name)
                        .extracting(Row::type)
                        .asString()
                        .startsWith(type);
            }
        });
    }

    @Test
    void everyLabelOfTheGatewayAndTheSupervisorIsDocumented() throws IOException {
        Map<String, Row> page = page();
        Map<String, Set<String>> labels = labels();

        assertThat(labels).isNotEmpty();
        labels.forEach((name, used) -> {
            if (OURS.matcher(name).lookingAt()) {
                assertThat(page.get(name)).as(name).extracting(Row::labels).isEqualTo(used);
            }
        });
    }

    @Test
    void everyMetricOfTheGatewayAndTheSupervisorThatIsDocumentedIsThere() throws IOException {
        assertThat(types().keySet())
                .containsAll(page().keySet().stream()
                        .filter(name -> OURS.matcher(name).lookingAt())
                        .toList());
    }

    /** But for those that there is nothing for: no certificate, and a budget that lasts. */
    @Test
    void everyMetricOfTheMonitorThatIsDocumentedIsThereWithItsLabels() throws IOException {
        Map<String, Row> page = page();
        Map<String, Set<String>> labels = labels();
        Set<String> nothing = Set.of(
                "evenkeel_check_certificate_expiry_timestamp_seconds", "evenkeel_slo_budget_spent_timestamp_seconds");

        for (String name : page.keySet()) {
            if (name.matches("evenkeel_(check|action|slo|alert|incident|monitor).*") && !nothing.contains(name)) {
                assertThat(labels.get(name)).as(name).isEqualTo(page.get(name).labels());
            }
        }
    }

    @Test
    void promtoolHasNothingToSay() throws Exception {
        Process tools =
                new ProcessBuilder("../.ci/tools").redirectErrorStream(true).start();
        String installed = new String(tools.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tools.waitFor())
                .as("promtool, of Debian's package prometheus, is there or can be installed: " + installed)
                .isZero();
        Path metrics = Files.writeString(folder.resolve("metrics.txt"), shown);
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(metrics.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).isEmpty();
        assertThat(promtool.waitFor()).isZero();
        assertThat(shown).contains("evenkeel_gateway_retries_total{route=\"plain\"} ");
    }

    /** What the page says of a metric. */
    private record Row(String type, Set<String> labels) {}

    /** By name; several names may share a row, and "as above" means the labels of the row before. */
    private static Map<String, Row> page() throws IOException {
        var rows = new TreeMap<String, Row>();
        Set<String> labels = Set.of();
        for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
            labels = row.group(3).strip().equals("as above") ? labels : codes(row.group(3));
            for (String name : codes(row.group(1))) {
                rows.put(name, new Row(row.group(2).strip(), labels));
            }
        }
        return rows;
    }

    private static Set<String> codes(String cell) {
        return new TreeSet<>(
                CODE.matcher(cell).results().map(code -> code.group(1)).toList());
    }

    private static Map<String, String> types() {
        var types = new TreeMap<String, String>();
        TYPE.matcher(shown).results().forEach(line -> types.put(line.group(1), line.group(2)));
        return types;
    }

    /** Of each metric, the bounds of histograms left out. */
    private static Map<String, Set<String>> labels() {
        Map<String, String> types = types();
        var labels = new TreeMap<String, Set<String>>();
        SAMPLE.matcher(shown).results().forEach(sample -> {
            String name = sample.group(1);
            String family = types.containsKey(name) ? name : name.replaceAll("_(bucket|count|sum)$", "");
            Set<String> used = labels.computeIfAbsent(family, _ -> new TreeSet<>());
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> used.add(label.group(1)));
                used.remove("le");
            }
        });
        return labels;
    }

    private static HttpServer everySecondFails() throws IOException {
        HttpServer upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var asked = new AtomicInteger();
        upstream.createContext("/", exchange -> {
            byte[] body = "ok".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(asked.getAndIncrement() % 2 == 0 ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.start();
        return upstream;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<String> get(HttpClient http, URI url) throws Exception {
        return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
}
