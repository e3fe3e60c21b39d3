package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.HedgeConfig;
import dev.evenkeel.server.config.RetryConfig;
import dev.evenkeel.server.config.RouteConfig;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures of the upstream that the caller doesn't see, and those that it must. */
class RetryTest {

    /** Half of all attempts fail: answers of four kinds, 5 % hangs, 5 % resets. */
    private static StubUpstream.Behaviour flaky(long seed) {
        var random = new SplittableRandom(seed);
        return (request, wire) -> {
            double draw;
            int status;
            synchronized (random) {
                draw = random.nextDouble();
                status = new int[] {500, 502, 503, 429}[random.nextInt(4)];
            }
            if (draw < 0.05) {
                wire.hang();
            } else if (draw < 0.10) {
                wire.reset();
            } else if (draw < 0.50) {
                wire.status(status);
            } else {
                wire.ok("{\"ip\":\"" + request.target() + "\"}");
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"1, 42", "16, 43", "64, 44"})
    void aThousandOfAThousandAreAnsweredThoughHalfOfTheAttemptsFail(int concurrent, long seed) throws Exception {
        try (var upstream = StubUpstream.start(flaky(seed)).countingOnly();
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url())
                        .withDeadline(Duration.ofSeconds(10), Duration.ofMillis(250)));
                var threads = Executors.newFixedThreadPool(concurrent)) {
            int requests = concurrent == 1 ? 300 : 1000;
            var answers = threads.invokeAll(IntStream.range(0, requests)
                    .mapToObj(i -> (Callable<HttpResponse<String>>) () -> fixture.get("/" + i))
                    .toList());
            for (int i = 0; i < requests; i++) {
                assertThat(answers.get(i).get().statusCode()).isEqualTo(200);
                assertThat(answers.get(i).get().body()).isEqualTo("{\"ip\":\"/" + i + "\"}");
            }
            assertThat(upstream.count.get() / (double) requests).isLessThan(2 * 1.15);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "500", "hang"})
    void aPostIsSentOnceUnlessItHasAKey(String fault) throws Exception {
        var faults = new AtomicInteger();
        StubUpstream.Behaviour once = (request, wire) -> {
            if (faults.getAndIncrement() == 0) {
                switch (fault) {
                    case "reset" -> wire.reset();
                    case "hang" -> wire.hang();
                    default -> wire.status(500);
                }
            } else {
                wire.ok(request.text());
            }
        };
        try (var upstream = StubUpstream.start(once);
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url())
                        .withDeadline(Duration.ofSeconds(5), Duration.ofMillis(200)))) {
            assertThat(fixture.send("POST", "/", "order").statusCode()).isGreaterThanOrEqualTo(500);
            assertThat(upstream.count.get()).isEqualTo(1);
            faults.set(0);
            HttpResponse<String> keyed = fixture.send("POST", "/", "order", "Idempotency-Key", "k1");
            assertThat(keyed.statusCode()).isEqualTo(200);
            assertThat(keyed.body()).isEqualTo("order");
            assertThat(upstream.count.get()).isEqualTo(3);
        }
    }

    @Test
    void aBodyOfUpTo64KiBIsSentAgainAndALargerOneIsNot() throws Exception {
        var faults = new AtomicInteger();
        try (var upstream = StubUpstream.start((request, wire) -> {
                    if (faults.getAndIncrement() == 0) {
                        wire.status(503);
                    } else {
                        wire.ok(String.valueOf(request.body().length));
                    }
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            assertThat(fixture.send("PUT", "/", "x".repeat(64 * 1024)).body()).isEqualTo("65536");
            faults.set(0);
            HttpResponse<String> large = fixture.send("PUT", "/", "x".repeat(65 * 1024));
            assertThat(large.statusCode()).isEqualTo(503);
            assertThat(large.headers().firstValue("x-evenkeel-retryable")).contains("no; body-too-large");
            assertThat(fixture.counter("evenkeel.gateway.bodies.not.replayable"))
                    .isEqualTo(1);
            assertThat(fixture.counter("evenkeel.gateway.not.retried", "why", "body_too_large"))
                    .isEqualTo(1);
        }
    }

    @Test
    void theLastAnswerOfTheUpstreamIsPassedOnWhenNoneIsBetter() throws Exception {
        try (var upstream = StubUpstream.start(
                        (request, wire) -> wire.answer(503, "X-Why: tired", "the upstream's words"));
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url())
                        .withRetry(
                                new RetryConfig(true, 3, Duration.ofMillis(1), Duration.ofMillis(2), 0.2, 3, 10, 0)))) {
            HttpResponse<String> answer = fixture.get("/", "X-Evenkeel-Attempts", "1");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("the upstream's words");
            assertThat(answer.headers().firstValue("x-why")).contains("tired");
            assertThat(answer.headers().firstValue("x-evenkeel-attempts")).contains("3");
            assertThat(upstream.count.get()).isEqualTo(3);
        }
    }

    @Test
    void theLastAnswerIsPassedOnAlsoWhenTheLastAttemptHadNone() throws Exception {
        var attempts = new AtomicInteger();
        try (var upstream = StubUpstream.start((request, wire) -> {
                    if (attempts.getAndIncrement() == 0) {
                        wire.answer(500, "", "first words");
                    } else {
                        wire.reset();
                    }
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url())
                        .withRetry(
                                new RetryConfig(true, 2, Duration.ofMillis(1), Duration.ofMillis(2), 0.2, 3, 10, 0)))) {
            HttpResponse<String> answer = fixture.get("/");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("first words");
        }
    }

    @Test
    void aHangIsA504WithinTheDeadline() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.hang());
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url())
                        .withDeadline(Duration.ofMillis(300), Duration.ofMillis(100)))) {
            long start = System.nanoTime();
            HttpResponse<String> answer = fixture.get("/");
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aConnectionThatTheUpstreamClosedMeanwhileCostsNothing() throws Exception {
        var served = new AtomicInteger();
        try (var upstream = StubUpstream.start((request, wire) -> {
                    if (served.getAndIncrement() % 2 == 1) {
                        // Every second request over a connection meets its end.
                        wire.close();
                    } else {
                        wire.ok("fine");
                    }
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url())
                        .withRetry(RetryConfig.OFF)
                        .withHedge(HedgeConfig.OFF))) {
            for (int i = 0; i < 10; i++) {
                assertThat(fixture.get("/").statusCode()).isEqualTo(200);
            }
            assertThat(fixture.counter("evenkeel.gateway.stale.connections")).isPositive();
            assertThat(fixture.counter("evenkeel.gateway.attempts", "outcome", "reset"))
                    .isZero();
        }
    }

    @Test
    void aSlowRequestIsHedged() throws Exception {
        var count = new AtomicInteger();
        var slow = new CountDownLatch(1);
        try (var upstream = StubUpstream.start((request, wire) -> {
                    if (request.target().equals("/slow") && count.incrementAndGet() == 1) {
                        slow.await();
                    }
                    wire.ok("fine");
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            // Enough to know the usual latency, and longer than it is taken for granted.
            long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
            for (int i = 0; i < 200 || System.nanoTime() - end < 0; i++) {
                assertThat(fixture.get("/").statusCode()).isEqualTo(200);
            }
            HttpResponse<String> hedged = fixture.get("/slow", "X-Evenkeel-Attempts", "1");
            assertThat(hedged.statusCode()).isEqualTo(200);
            assertThat(hedged.headers().firstValue("x-evenkeel-attempts")).contains("2");
            assertThat(fixture.counter("evenkeel.gateway.hedges.won")).isPositive();
            assertThat(fixture.counter("evenkeel.gateway.attempts", "outcome", "cancelled"))
                    .isPositive();
            slow.countDown();
        }
    }

    @Test
    void requestsWaitForAnUpstreamThatStarts() throws Exception {
        int port;
        try (var reserved = new ServerSocket(0)) {
            port = reserved.getLocalPort();
        }
        RouteConfig route = GatewayFixture.route(java.net.URI.create("http://127.0.0.1:" + port))
                .withParking(new dev.evenkeel.server.config.ParkingConfig(true, 20));
        try (var fixture = GatewayFixture.start(route);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> fixture.get("/" + i)))
                    .toList();
            while (fixture.gateway.routes().getFirst().parked() < 20) {
                Thread.onSpinWait();
            }
            HttpResponse<String> turnedAway = fixture.get("/one-too-many");
            assertThat(turnedAway.statusCode()).isEqualTo(503);
            assertThat(turnedAway.headers().firstValue("retry-after")).isPresent();
            try (var upstream = StubUpstream.startOn(port, (request, wire) -> wire.ok(request.target()))) {
                for (int i = 0; i < 20; i++) {
                    assertThat(waiting.get(i).get().statusCode()).isEqualTo(200);
                    assertThat(waiting.get(i).get().body()).isEqualTo("/" + i);
                }
                assertThat(upstream.count.get()).isEqualTo(20);
            }
        }
    }

    @Test
    void anUpstreamThatStaysAwayIsA503WithinTheDeadline() throws Exception {
        int port;
        try (var reserved = new ServerSocket(0)) {
            port = reserved.getLocalPort();
        }
        try (var fixture = GatewayFixture.start(GatewayFixture.route(java.net.URI.create("http://127.0.0.1:" + port))
                .withDeadline(Duration.ofMillis(300), Duration.ofMillis(100)))) {
            HttpResponse<String> answer = fixture.get("/");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
        }
    }
}
