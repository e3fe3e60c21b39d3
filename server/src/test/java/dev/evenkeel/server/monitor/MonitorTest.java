package dev.evenkeel.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.probe.Cause;
import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Condition;
import dev.evenkeel.core.probe.FlapControl;
import dev.evenkeel.core.probe.MaintenanceWindow;
import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.ProbeMemory;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.State;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.core.probe.TargetList;
import dev.evenkeel.core.probe.TargetSource;
import dev.evenkeel.server.config.ActionConfig;
import dev.evenkeel.server.config.CheckConfig;
import dev.evenkeel.server.config.CheckTlsConfig;
import dev.evenkeel.server.config.HttpCheckConfig;
import dev.evenkeel.server.config.MaintenanceConfig;
import dev.evenkeel.server.config.MonitorConfig;
import dev.evenkeel.server.monitor.probe.ProbeClock;
import dev.evenkeel.server.monitor.probe.ProbeLoops;
import dev.evenkeel.server.monitor.probe.RawServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitorTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final ProbeLoops loops =
            ProbeLoops.start(1, new ProbeClock(InstantSource.system(), System::nanoTime), new SplittableRandom(1));
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final AtomicLong missed = new AtomicLong();
    private final CheckMetrics metrics = new CheckMetrics();

    private record Seen(Check check, Result result, Streak before, Streak after) {}

    private final ProbeListener listener = new ProbeListener() {
        @Override
        public void onResult(Check check, Result result, Streak before, Streak after) {
            seen.add(new Seen(check, result, before, after));
        }

        @Override
        public void onMissed(Check check, Missed notRun) {
            missed.addAndGet(notRun.count());
        }
    };

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void runsAndTellsWhatCame() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Monitor monitor = start(List.of(check("a", server.url(), "status == 200")), List.of(), List.of())) {
            Seen first = next();
            Seen second = next();
            assertThat(monitor.count()).isEqualTo(1);
            assertThat(first.result.succeeded()).isTrue();
            assertThat(first.after.state()).isEqualTo(State.UP);
            assertThat(first.result.lag().isNegative()).isFalse();
            assertThat(first.result.traceId()).matches("[0-9a-f]{32}").isNotEqualTo(second.result.traceId());
            assertThat(second.result.slot()).isGreaterThan(first.result.slot());
            assertThat(second.before).isEqualTo(first.after);
            assertThat(server.heads().getFirst()).contains(first.result.traceId());
        }
    }

    @Test
    void whatPassedSinceTheLastRunWasMissedWhateverTheIntervalWasThen() throws Exception {
        Instant last = Instant.now().minusSeconds(60);
        var memory = ProbeMemory.of(new Streak(State.UP, last, 7, 0, last), last);
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Monitor monitor = Monitor.start(
                        config(List.of(check("a", server.url())), List.of()),
                        loops,
                        List.of(),
                        memory,
                        listener,
                        done -> {},
                        metrics)) {
            Seen first = next();
            assertThat(first.after.successes()).isEqualTo(8);
            // Every half a second; a busy machine may miss some more.
            assertThat(missed.get()).isBetween(119L, 150L);
            assertThat(monitor.count()).isEqualTo(1);
        }
    }

    @Test
    void goesDownAndSaysWhy() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 503 Nope\r\nContent-Length: 0\r\n\r\n");
                Monitor monitor = start(List.of(check("a", server.url(), "status == 200")), List.of(), List.of())) {
            next();
            Seen second = next();
            assertThat(second.result.cause()).isEqualTo(Cause.CONDITION);
            assertThat(second.result.error()).isEqualTo("status == 200: was 503");
            assertThat(second.after.state()).isEqualTo(State.DOWN);
            assertThat(monitor.checks().iterator().next().latest().streak().failures())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void tenTargetsThatHangDelayNobody() throws Exception {
        var end = new CountDownLatch(1);
        try (var hanging = new RawServer(connection -> end.await());
                var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            var checks = new ArrayList<CheckConfig>();
            for (int i = 0; i < 10; i++) {
                checks.add(check("hang" + i, hanging.url()));
            }
            checks.add(check("fine", server.url()));
            try (Monitor monitor = start(checks, List.of(), List.of())) {
                int fine = 0;
                while (fine < 5) {
                    Seen one = next();
                    if (one.check.name().equals("fine")) {
                        assertThat(one.result.error()).isNull();
                        fine++;
                    } else {
                        assertThat(one.result.cause()).isIn(Cause.TIMEOUT, Cause.LOCAL);
                    }
                }
                assertThat(monitor.count()).isEqualTo(11);
            }
            end.countDown();
        }
    }

    @Test
    void doesItsActionsMeanwhile() throws Exception {
        var done = new LinkedBlockingQueue<ActionListener.Done>();
        var action = new ActionConfig(
                "toggle", "POST", URI.create("http://127.0.0.1/flaky"), Map.of(), "", INTERVAL, INTERVAL);
        try (var server = RawServer.answering("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")) {
            var there = new ActionConfig(
                    action.name(),
                    action.method(),
                    URI.create(server.url() + "flaky"),
                    Map.of(),
                    "",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1));
            try (Monitor monitor = Monitor.start(
                    config(List.of(), List.of(there)),
                    loops,
                    List.of(),
                    ProbeMemory.none(),
                    listener,
                    done::add,
                    metrics)) {
                ActionListener.Done first = done.poll(20, TimeUnit.SECONDS);
                assertThat(first).isNotNull();
                assertThat(first.request()).isEqualTo("POST /flaky");
                assertThat(first.status()).isEqualTo(202);
                assertThat(monitor.count()).isZero();
            }
            assertThat(metrics.collect().stream().map(m -> m.getMetadata().getName()))
                    .contains("evenkeel_action_runs");
        }
    }

    @Test
    void checksWhatOthersKnowOfAndForgetsWhatHasGone() throws Exception {
        try (var server =
                new RawServer(connection -> connection.getInputStream().read())) {
            var source = new TargetList(
                    "gateway",
                    List.of(new TargetSource.Target(
                            "r/one", URI.create("tcp://127.0.0.1:" + server.port()), "shop", "production")));
            try (Monitor monitor = start(List.of(), List.of(source), List.of())) {
                Seen first = next();
                assertThat(first.check.name()).isEqualTo("gateway/r/one");
                assertThat(first.check.service()).isEqualTo("shop");
                assertThat(first.check.origin()).isEqualTo("gateway");
                assertThat(first.result.succeeded()).isTrue();
                source.set(List.of());
                assertThat(monitor.count()).isZero();
            }
        }
    }

    @Test
    void aTargetThatMovesIsAskedThereWithoutForgettingWhatIsBelieved() throws Exception {
        try (var old = RawServer.answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
                var other = RawServer.answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")) {
            var source = new TargetList("gateway", List.of(target(old)));
            try (Monitor monitor = start(List.of(), List.of(source), List.of())) {
                next();
                source.set(List.of(target(other)));
                Seen moved = next();
                while (!moved.check.target().equals(other.url())) {
                    moved = next();
                }
                assertThat(monitor.count()).isEqualTo(1);
                assertThat(moved.before.failures()).isPositive();
                assertThat(moved.after.state()).isEqualTo(State.DOWN);
                assertThat(text()).containsPattern("verdict=\"failure\"} [2-9]");
            }
        }
    }

    private static CheckConfig every(Duration interval, String url) {
        return new CheckConfig(
                "changing",
                URI.create(url),
                null,
                null,
                interval,
                interval,
                new FlapControl(2, 2),
                List.of(),
                CheckConfig.IpVersion.AUTO,
                HttpCheckConfig.DEFAULT,
                CheckTlsConfig.DEFAULT);
    }

    @Test
    void aChangedConfigurationChangesWhatItChanges() throws Exception {
        var removed = new LinkedBlockingQueue<String>();
        var both = ProbeListener.all(List.of(listener, new ProbeListener() {
            @Override
            public void onResult(Check check, Result result, Streak before, Streak after) {
                // The other's.
            }

            @Override
            public void onMissed(Check check, Missed missed) {
                // The other's.
            }

            @Override
            public void onRemoved(Check check) {
                removed.add(check.name());
            }
        }));
        try (var good = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                var bad = RawServer.answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")) {
            CheckConfig same = check("same", good.url());
            CheckConfig changing = check("changing", bad.url());
            List<CheckConfig> before = List.of(same, changing, check("leaving", good.url()));
            try (Monitor monitor = Monitor.start(
                    config(before, List.of()), loops, List.of(), ProbeMemory.none(), both, done -> {}, metrics)) {
                ScheduledCheck running = scheduled(monitor, "same");
                Seen one = next();
                while (!one.check.name().equals("changing") || one.after.state() != State.DOWN) {
                    one = next();
                }
                CheckConfig changed = check("changing", bad.url(), "status == 500", "latency < 4321ms");
                monitor.reload(config(List.of(same, changed, check("coming", good.url())), List.of()));

                assertThat(removed.poll(20, TimeUnit.SECONDS)).isEqualTo("leaving");
                assertThat(removed).isEmpty();
                assertThat(scheduled(monitor, "same")).isSameAs(running);
                assertThat(monitor.count()).isEqualTo(3);
                seen.clear();
                one = next();
                while (!one.check.name().equals("changing") || one.after.state() != State.UP) {
                    assertThat(one.check.name()).isIn("same", "changing", "coming");
                    one = next();
                }
                assertThat(one.before.state())
                        .as("what was believed before the change")
                        .isEqualTo(State.DOWN);
                assertThat(text()).containsPattern("check=\"changing\"[^\n]*le=\"4.321\"");

                monitor.reload(config(List.of(every(Duration.ofMillis(900), good.url())), List.of()));
                seen.clear();
                one = next();
                while (!one.check.interval().equals(Duration.ofMillis(900))) {
                    one = next();
                }
                assertThat(monitor.count()).isEqualTo(1);
            }
        }
    }

    private static ScheduledCheck scheduled(Monitor monitor, String name) {
        return monitor.checks().stream()
                .filter(check -> check.check().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TargetSource.Target target(RawServer server) {
        return new TargetSource.Target("shop", URI.create(server.url()), "shop", "production");
    }

    @Test
    void maintenanceChangesNoState() throws Exception {
        var always = new MaintenanceConfig(
                List.of("covered"),
                new MaintenanceWindow.Once("moving", Instant.EPOCH, Instant.parse("2999-01-01T00:00:00Z")));
        try (var server = RawServer.answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")) {
            var discover = new MonitorConfig.Discover(false, INTERVAL, INTERVAL, 2);
            var checks = List.of(check("covered", server.url()), check("open", server.url()));
            var config = new MonitorConfig(1, discover, null, checks, List.of(), List.of(always));
            try (Monitor monitor =
                    Monitor.start(config, loops, List.of(), ProbeMemory.none(), listener, done -> {}, metrics)) {
                assertThat(monitor.count()).isEqualTo(2);
                int open = 0;
                int covered = 0;
                while (open < 3 || covered < 3) {
                    Seen one = next();
                    if (one.check.name().equals("covered")) {
                        covered++;
                        assertThat(one.result.maintenance()).isEqualTo("moving");
                        assertThat(one.result.succeeded()).isFalse();
                        assertThat(one.after).isEqualTo(Streak.NONE);
                    } else {
                        open++;
                        assertThat(one.result.maintenance()).isNull();
                        assertThat(one.after.failures()).isEqualTo(open);
                    }
                }
            }
        }
    }

    private String text() throws IOException {
        var registry = new io.prometheus.metrics.model.registry.PrometheusRegistry();
        registry.register(metrics);
        var out = new java.io.ByteArrayOutputStream();
        io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter.create()
                .write(out, registry.scrape());
        return out.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void histogramsHaveABoundaryAtEachLatencyInUse() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Monitor monitor = start(List.of(check("a", server.url(), "latency < 273ms")), List.of(), List.of())) {
            next();
            assertThat(monitor.count()).isEqualTo(1);
            assertThat(text())
                    .contains(
                            "evenkeel_check_duration_seconds_bucket{check=\"a\",environment=\"\",service=\"\",le=\"0.273\"}")
                    .contains(
                            "evenkeel_check_results_total{check=\"a\",environment=\"\",service=\"\",verdict=\"success\"}");
        }
    }

    private Monitor start(List<CheckConfig> checks, List<TargetSource> sources, List<ActionConfig> actions)
            throws Exception {
        return Monitor.start(
                config(checks, actions), loops, sources, ProbeMemory.none(), listener, done -> {}, metrics);
    }

    private static MonitorConfig config(List<CheckConfig> checks, List<ActionConfig> actions) {
        var discover = new MonitorConfig.Discover(true, Duration.ofMillis(200), Duration.ofMillis(200), 2);
        return new MonitorConfig(1, discover, null, checks, actions, List.of());
    }

    private static CheckConfig check(String name, String url, String... conditions) throws Exception {
        var parsed = new ArrayList<Condition>();
        for (String condition : conditions) {
            parsed.add(Condition.parse(condition));
        }
        Duration interval = Duration.ofMillis(500);
        return new CheckConfig(
                name,
                URI.create(url),
                null,
                null,
                interval,
                interval,
                new FlapControl(2, 2),
                parsed,
                CheckConfig.IpVersion.AUTO,
                HttpCheckConfig.DEFAULT,
                CheckTlsConfig.DEFAULT);
    }

    private Seen next() throws InterruptedException {
        Seen next = seen.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }
}
