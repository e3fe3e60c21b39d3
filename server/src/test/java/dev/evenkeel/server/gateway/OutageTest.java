package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.ParkingConfig;
import dev.evenkeel.server.config.RetryConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An upstream that is stopped, nothing cached: what callers get meanwhile, and what the upstream gets afterwards. */
@SuppressWarnings("StringConcatToTextBlock") // What goes over the wire is written with its line ends.
class OutageTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private static int unusedPort() throws IOException {
        try (var reserved = new ServerSocket(0)) {
            return reserved.getLocalPort();
        }
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Test
    void theAnswerThatNobodyIsThereComesWithinTheDeadline() throws Exception {
        Duration deadline = Duration.ofSeconds(2);
        try (var fixture = GatewayFixture.start(
                        GatewayFixture.route(url(unusedPort())).withDeadline(deadline, Duration.ofMillis(500)));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<java.util.concurrent.Future<Duration>>();
            for (int i = 0; i < 20; i++) {
                asked.add(threads.submit(() -> {
                    try (Socket socket = fixture.connect()) {
                        long sent = System.nanoTime();
                        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
                        String answer = GatewayFixture.readAll(socket.getInputStream());
                        Duration took = Duration.ofNanos(System.nanoTime() - sent);
                        assertThat(answer)
                                .startsWith("HTTP/1.1 503 ")
                                .contains("Content-Type: application/problem+json", "Retry-After: ");
                        return took;
                    }
                }));
            }
            for (var took : asked) {
                assertThat(took.get()).isBetween(deadline.multipliedBy(9).dividedBy(10), deadline);
            }
        }
    }

    @Test
    void anUpstreamThatComesBackGetsNoMoreThanTheBudgetAllows() throws Exception {
        int port = unusedPort();
        int requests = 60;
        // Of ten seconds with so many requests: 4 × 6 attempts a second, and 10.
        double perSecond = 4 * requests / 10.0 + 10;
        Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
        var turn = new AtomicInteger();
        var route = GatewayFixture.route(url(port)).withRetry(RetryConfig.DEFAULT);
        try (var fixture = GatewayFixture.start(route);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<java.util.concurrent.Future<Integer>>();
            for (int i = 0; i < requests; i++) {
                waiting.add(threads.submit(() -> fixture.get("/").statusCode()));
            }
            while (fixture.gateway.routes().getFirst().parked() < requests) {
                Thread.onSpinWait();
            }
            // Back again, but half of what it answers is an error.
            try (var upstream = StubUpstream.startOn(port, (request, wire) -> {
                arrivals.add(System.nanoTime());
                if (turn.getAndIncrement() % 2 == 0) {
                    wire.status(500);
                } else {
                    wire.ok("back");
                }
            })) {
                for (var answer : waiting) {
                    assertThat(answer.get()).isEqualTo(200);
                }
                assertThat(upstream.count.get()).isBetween(2 * requests - 1, 2 * requests + 1);
            }
        }
        // The burst of a tenth of a second that every pace begins with, each with its retry, comes on top.
        assertThat(most(List.copyOf(arrivals), TimeUnit.SECONDS.toNanos(1)))
                .isLessThanOrEqualTo((int) (perSecond * 1.2));
    }

    /** The most that came within a stretch of time. */
    private static int most(List<Long> times, long nanos) {
        int most = 0;
        for (int from = 0, to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) >= nanos) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    @Test
    void moreThanTheQueueHoldsIsToldAtOnce() throws Exception {
        var route = GatewayFixture.route(url(unusedPort()))
                .withDeadline(Duration.ofSeconds(3), Duration.ofSeconds(1))
                .withParking(new ParkingConfig(true, 1));
        try (var fixture = GatewayFixture.start(route);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var parked = threads.submit(() -> fixture.get("/").statusCode());
            while (fixture.gateway.routes().getFirst().parked() < 1) {
                Thread.onSpinWait();
            }
            long sent = System.nanoTime();
            String answer = fixture.raw(REQUEST);
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofMillis(500));
            assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
            assertThat(parked.get()).isEqualTo(503);
        }
    }
}
