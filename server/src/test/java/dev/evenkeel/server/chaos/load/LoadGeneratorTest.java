package dev.evenkeel.server.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.chaos.load.StubServer.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoadGeneratorTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void sendsEachLineOnceAndCountsTheStatuses() throws Exception {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        try (var server = StubServer.start(target -> {
            asked.add(target);
            return target.contains("3?") ? Answer.of(503, "no") : Answer.of(200, "yes");
        })) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                lines.add("10.0.0." + i);
            }
            LoadResult result = run(server, lines, new Pace.Concurrency(4), 100);

            assertThat(asked)
                    .containsExactlyInAnyOrderElementsOf(
                            lines.stream().map(line -> "/x/" + line + "?y=1").toList());
            assertThat(result.requests()).isEqualTo(100);
            assertThat(result.statuses()).isEqualTo(Map.of("200", 90L, "503", 10L));
            assertThat(result.errors()).isEmpty();
            assertThat(result.ok()).isEqualTo(90);
            assertThat(result.bytes()).isEqualTo(90 * 3 + 10 * 2);
            assertThat(server.mostConnections()).isEqualTo(4);
        }
    }

    @Test
    void startsOverAfterTheLastLine() throws Exception {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        try (var server = StubServer.start(target -> {
            asked.add(target);
            return Answer.of(200, "");
        })) {
            run(server, List.of("a", "b c/d", "2001:db8::1"), new Pace.Concurrency(1), 4);
        }
        assertThat(asked).containsExactly("/x/a?y=1", "/x/b%20c/d?y=1", "/x/2001:db8::1?y=1", "/x/a?y=1");
    }

    @Test
    void measuresTheLatencyOfTheServer() throws Exception {
        try (var server = StubServer.start(target -> Answer.of(200, "ok").after(Duration.ofMillis(20)))) {
            LoadResult result = run(server, List.of("a"), new Pace.Concurrency(2), 50);

            Percentiles latency = result.latency().orElseThrow();
            assertThat(latency.count()).isEqualTo(50);
            assertThat(latency.p50Seconds()).isBetween(0.0199, 0.5);
            assertThat(latency.p50Seconds()).isLessThanOrEqualTo(latency.p99Seconds());
            assertThat(latency.maxSeconds()).isGreaterThanOrEqualTo(latency.p999Seconds());
            // Two at once, 20 ms each: at most 100 a second.
            assertThat(result.answersPerSecond()).isBetween(1.0, 101.0);
        }
    }

    /** The server answers one at a time and stalls once for 500 ms; at 100/s, 50 requests feel it. */
    @Test
    void countsAStallForEveryRequestThatWasPlannedMeanwhile() throws Exception {
        try (var server = StubServer.start(target ->
                target.contains("stall") ? Answer.of(200, "").after(Duration.ofMillis(500)) : Answer.of(200, ""))) {
            List<String> lines = new ArrayList<>(Collections.nCopies(200, "x"));
            lines.set(20, "stall");

            LoadResult open = run(server, lines, new Pace.Rate(100, 1), 200);
            assertThat(open.latency().orElseThrow().p90Seconds()).isGreaterThan(0.25);

            LoadResult closed = run(server, lines, new Pace.Concurrency(1), 200);
            assertThat(closed.latency().orElseThrow().p90Seconds()).isLessThan(0.25);
        }
    }

    @Test
    void keepsToTheRate() throws Exception {
        try (var server = StubServer.start(target -> Answer.of(200, ""))) {
            LoadPlan plan = plan(server, List.of("a"), new Pace.Rate(500, 10), Long.MAX_VALUE, Optional.of(SECOND));
            LoadResult result = new LoadGenerator(plan).run();

            assertThat(result.requests()).isEqualTo(500);
            assertThat(result.seconds()).isBetween(0.99, 5.0);
            assertThat(result.lag().orElseThrow().count()).isEqualTo(500);
        }
    }

    @Test
    void callersStopWhenTheTimeIsUp() throws Exception {
        try (var server = StubServer.start(target -> Answer.of(200, "").after(Duration.ofMillis(5)))) {
            Optional<Duration> time = Optional.of(Duration.ofMillis(300));
            LoadPlan plan = plan(server, List.of("a"), new Pace.Concurrency(3), Long.MAX_VALUE, time);
            LoadResult result = new LoadGenerator(plan).run();

            assertThat(result.requests()).isBetween(3L, 180L);
            assertThat(result.seconds()).isBetween(0.25, 5.0);
        }
    }

    @Test
    void endsWhenTheTimeIsUpBeforeTheFirstRequest() throws Exception {
        try (var server = StubServer.start(target -> Answer.of(200, ""))) {
            Optional<Duration> time = Optional.of(Duration.ofNanos(1));
            LoadPlan plan = plan(server, List.of("a"), new Pace.Concurrency(3), Long.MAX_VALUE, time);

            assertThat(new LoadGenerator(plan).run().requests()).isZero();
        }
    }

    @Test
    void tellsFailuresApart() throws Exception {
        try (var server = StubServer.start(target -> switch (target.charAt(3)) {
            case 'h' -> Answer.HANG;
            case 'r' -> Answer.RESET;
            case 'c' -> Answer.CLOSE;
            case 't' -> Answer.TRUNCATE;
            case 'g' -> Answer.GARBAGE;
            case 'l' -> Answer.of(200, "last").andClose();
            default -> Answer.of(200, "");
        })) {
            LoadResult result = run(
                    server,
                    List.of("hang", "reset", "close", "truncate", "garbage", "last", "ok"),
                    new Pace.Concurrency(1),
                    7);

            assertThat(result.statuses()).isEqualTo(Map.of("200", 2L));
            assertThat(result.errors())
                    .isEqualTo(Map.of(
                            Failure.TIMEOUT, 1L, "connection reset", 1L, Failure.CLOSED, 2L, Failure.INVALID, 1L));
            assertThat(result.requests()).isEqualTo(7);
        }
    }

    @Test
    void countsRefusedConnections() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        for (Pace pace : List.of(new Pace.Concurrency(3), new Pace.Rate(1000, 3))) {
            LoadResult result = new LoadGenerator(
                            plan("http://127.0.0.1:" + port + "/{}", List.of("a"), pace, 20, Optional.empty()))
                    .run();
            assertThat(result.errors()).isEqualTo(Map.of("connection refused", 20L));
            assertThat(result.latency()).isEmpty();
        }
    }

    @Test
    void givesUpWhatFindsNoConnectionInTime() throws Exception {
        try (var server = StubServer.start(target -> Answer.HANG)) {
            LoadResult result = run(server, List.of("a"), new Pace.Rate(100, 1), 100);

            assertThat(result.requests()).isEqualTo(100);
            assertThat(result.errors()).containsOnlyKeys(Failure.TIMEOUT, Failure.NO_CONNECTION);
            assertThat(result.errors().get(Failure.NO_CONNECTION)).isGreaterThan(50);
        }
    }

    @Test
    void looksAtBodiesAndHeaders() throws Exception {
        try (var server = StubServer.start(target -> Answer.of(200, target.contains("b") ? "{}" : target)
                .with("X-Cache", target.contains("a") ? "HIT" : "MISS"))) {
            LoadPlan plan = plan(server, List.of("a1", "b1", "a2"), new Pace.Concurrency(1), 3, Optional.empty());
            LoadResult result = new LoadGenerator(new LoadPlan(
                            plan.url(),
                            plan.lines(),
                            plan.pace(),
                            plan.count(),
                            plan.duration(),
                            plan.headers(),
                            plan.timeout(),
                            Optional.of("/x/{}"),
                            Optional.of("x-cache"),
                            false))
                    .run();

            assertThat(result.errors()).isEqualTo(Map.of(Failure.WRONG_BODY, 1L));
            assertThat(result.ok()).isEqualTo(2);
            assertThat(result.tally()).isEqualTo(Map.of("HIT", 2L, "MISS", 1L));
        }
    }

    @Test
    void sendsTheHeadersAsked() throws Exception {
        try (var server = StubServer.start(target -> Answer.of(200, ""))) {
            run(server, List.of("a"), new Pace.Concurrency(1), 1);
            assertThat(server.heads().getFirst())
                    .contains("GET /x/a?y=1 HTTP/1.1", "host: 127.0.0.1:" + server.port(), "Accept: text/plain");
        }
    }

    private static LoadResult run(StubServer server, List<String> lines, Pace pace, long count) throws Exception {
        return new LoadGenerator(plan(server, lines, pace, count, Optional.empty())).run();
    }

    private static LoadPlan plan(
            StubServer server, List<String> lines, Pace pace, long count, Optional<Duration> duration) {
        return plan("http://127.0.0.1:" + server.port() + "/x/{}?y=1", lines, pace, count, duration);
    }

    private static LoadPlan plan(String url, List<String> lines, Pace pace, long count, Optional<Duration> duration) {
        return new LoadPlan(
                UrlTemplate.parse(url),
                lines,
                pace,
                count,
                duration,
                List.of(Map.entry("Accept", "text/plain")),
                Duration.ofMillis(700),
                Optional.empty(),
                Optional.empty(),
                false);
    }
}
