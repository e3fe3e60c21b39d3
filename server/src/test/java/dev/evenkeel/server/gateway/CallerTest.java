package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.GatewayConfig.ConnectionLimits;
import dev.evenkeel.server.config.LimitConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Callers that are slow, many, huge, or gone. */
@SuppressWarnings("StringConcatToTextBlock") // What goes over the wire is written with its line ends.
class CallerTest {

    private static ConnectionLimits limits(Duration header, Duration body, Duration idle) {
        return new ConnectionLimits(20_000, 8 << 10, 32, 10L << 30, header, body, idle, Duration.ofSeconds(1), false);
    }

    @Test
    void aCallerThatSendsAByteNowAndThenIsToldToGo() throws Exception {
        var limits = limits(Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(5));
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var fixture = GatewayFixture.start(limits, GatewayFixture.route(upstream.url()));
                Socket socket = fixture.connect();
                var clock = Executors.newSingleThreadScheduledExecutor()) {
            byte[] head = "GET / HTTP/1.1\r\nHost: a\r\nX: ".getBytes(StandardCharsets.US_ASCII);
            var sent = new AtomicInteger();
            var sending = clock.scheduleAtFixedRate(
                    () -> send(socket, head[sent.getAndIncrement() % head.length]), 0, 20, TimeUnit.MILLISECONDS);
            assertThat(GatewayFixture.readAll(socket.getInputStream())).startsWith("HTTP/1.1 408 ");
            assertThat(sent.get()).isLessThan(head.length);
            sending.cancel(true);
            assertThat(upstream.count.get()).isZero();
        }
    }

    @Test
    void aHeadThatStandsStillIsToldToGoAndAnIdleConnectionIsClosed() throws Exception {
        var limits = limits(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofMillis(400));
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var fixture = GatewayFixture.start(limits, GatewayFixture.route(upstream.url()))) {
            try (Socket socket = fixture.connect()) {
                socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
                assertThat(GatewayFixture.readAll(socket.getInputStream())).startsWith("HTTP/1.1 408 ");
            }
            try (Socket socket = fixture.connect()) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(GatewayFixture.readAll(socket.getInputStream())).endsWith("fine");
            }
        }
    }

    @Test
    void aBodyThatStandsStillIsToldToGo() throws Exception {
        var limits = limits(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(5));
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var fixture = GatewayFixture.start(limits, GatewayFixture.route(upstream.url()));
                Socket socket = fixture.connect()) {
            socket.getOutputStream()
                    .write("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(GatewayFixture.readAll(socket.getInputStream())).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void headsAndBodiesHaveASizeLimit() throws Exception {
        var limits = new ConnectionLimits(
                100,
                8 << 10,
                32,
                1000,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                false);
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var fixture = GatewayFixture.start(limits, GatewayFixture.route(upstream.url()))) {
            assertThat(fixture.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(fixture.raw("GET / HTTP/1.1\r\nHost: a\r\n" + "X: x\r\n".repeat(40) + "\r\n"))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(fixture.raw("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(fixture.raw("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"
                            + "x".repeat(1001) + "\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(upstream.count.get()).isZero();
        }
    }

    @Test
    void aCallerThatAsksTooOftenIsTurnedAway() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var fixture = GatewayFixture.start(
                        GatewayFixture.route(upstream.url()).withLimits(new LimitConfig(true, 100, 0.1, 3)))) {
            for (int i = 0; i < 3; i++) {
                assertThat(fixture.get("/").statusCode()).isEqualTo(200);
            }
            HttpResponse<String> fourth = fixture.get("/");
            assertThat(fourth.statusCode()).isEqualTo(429);
            assertThat(fourth.headers().firstValue("retry-after")).isPresent();
            assertThat(upstream.count.get()).isEqualTo(3);
        }
    }

    @Test
    void aCallerThatLeavesTakesItsUpstreamRequestAlong() throws Exception {
        var arrived = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        try (var upstream = StubUpstream.start((request, wire) -> {
                    arrived.countDown();
                    wire.hang();
                    left.countDown();
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            try (Socket socket = fixture.connect()) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(left.await(2, TimeUnit.SECONDS)).isTrue();
            assertThat(upstream.count.get()).isEqualTo(1);
            assertThat(fixture.counter("evenkeel.gateway.caller.gone")).isEqualTo(1);
        }
    }

    @Test
    void aCallerThatLeavesHalfWayThroughTheAnswerEndsItUpstream() throws Exception {
        var left = new CountDownLatch(1);
        try (var upstream = StubUpstream.start((request, wire) -> {
                    wire.raw("HTTP/1.1 200 OK\r\nContent-Length: " + (1L << 40) + "\r\n\r\n");
                    try {
                        byte[] piece = new byte[64 << 10];
                        while (true) {
                            wire.socket.getOutputStream().write(piece);
                        }
                    } catch (IOException e) {
                        left.countDown();
                    }
                    wire.close();
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            try (Socket socket = fixture.connect()) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(1 << 20)).hasSize(1 << 20);
                assertThat(left.getCount()).isEqualTo(1);
            }
            assertThat(left.await(2, TimeUnit.SECONDS)).isTrue();
            assertThat(upstream.count.get()).isEqualTo(1);
        }
    }

    @Test
    void aCallerThatLeavesHalfWayThroughItsBodyEndsTheUpstreamRequest() throws Exception {
        var arrived = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        try (var upstream = StubUpstream.startRaw((request, wire) -> {
                    assertThat(wire.in.readNBytes(500)).hasSize(500);
                    arrived.countDown();
                    wire.hang();
                    left.countDown();
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            try (Socket socket = fixture.connect()) {
                socket.getOutputStream()
                        .write(("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(500))
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(left.await(2, TimeUnit.SECONDS)).isTrue();
            assertThat(upstream.count.get()).isEqualTo(1);
        }
    }

    @Test
    void tenThousandIdleConnectionsDoNotKeepOthersFromBeingServed() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            Process idle = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            IdleConnections.class.getName(),
                            String.valueOf(fixture.gateway.port()),
                            "10000")
                    .redirectErrorStream(true)
                    .start();
            try (var said = idle.inputReader()) {
                assertThat(said.readLine()).isEqualTo("open");
                var connections =
                        fixture.meters.get("evenkeel.gateway.connections").gauge();
                // The kernel has them all; the gateway may still be taking them.
                long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (connections.value() < 10_000 && System.nanoTime() < patience) {
                    Thread.onSpinWait();
                }
                assertThat(connections.value()).isGreaterThanOrEqualTo(10_000);
                for (int i = 0; i < 100; i++) {
                    assertThat(fixture.get("/").statusCode()).isEqualTo(200);
                }
            } finally {
                idle.destroy();
                idle.waitFor();
            }
        }
    }

    @Test
    void aGigabyteStreamsThroughInLittleMemory() throws Exception {
        long size = 1L << 30;
        try (var upstream = StubUpstream.startRaw((request, wire) -> {
                    byte[] buffer = new byte[256 * 1024];
                    long received = 0;
                    for (int n = 0; received < size && n >= 0; received += n) {
                        n = wire.in.read(buffer);
                    }
                    wire.ok(String.valueOf(received));
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()));
                Socket socket = fixture.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] piece = new byte[1 << 20];
            long before = directMemory();
            long most = 0;
            for (long sent = 0; sent < size; sent += piece.length) {
                out.write(piece);
                most = Math.max(most, directMemory());
            }
            assertThat(GatewayFixture.readAll(socket.getInputStream()))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("X-Evenkeel-Retryable: no; body-too-large")
                    .endsWith(String.valueOf(size));
            assertThat(most - before).isLessThan(64L << 20);
        }
    }

    @Test
    void aSlowReaderHoldsTheUpstreamBack() throws Exception {
        int size = 64 << 20;
        try (var upstream = StubUpstream.start((request, wire) -> {
                    wire.raw("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    byte[] piece = new byte[1 << 20];
                    for (int sent = 0; sent < size; sent += piece.length) {
                        wire.socket.getOutputStream().write(piece);
                    }
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()));
                Socket socket = fixture.connect()) {
            long before = directMemory();
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            long received = 0;
            byte[] buffer = new byte[64 * 1024];
            for (int n = 0; n >= 0; n = in.read(buffer)) {
                received += n;
                assertThat(directMemory() - before).isLessThan(32L << 20);
            }
            assertThat(received).isGreaterThan(size);
        }
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static void send(Socket socket, byte b) {
        try {
            socket.getOutputStream().write(b);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
