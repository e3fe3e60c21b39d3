package dev.evenkeel.server.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.evenkeel.core.probe.Cause;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProbesTest {
    private static final Duration SECONDS = Duration.ofSeconds(5);

    private final ProbeLoops loops =
            ProbeLoops.start(1, new ProbeClock(InstantSource.system(), System::nanoTime), new SplittableRandom(1));

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void readsAnAnswer() throws Exception {
        try (var server =
                RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nX-A: b\r\n\r\n{\"status\":\"UP\"}")) {
            Answer answer = http(server.url());
            assertThat(answer.error()).isNull();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-a")).isEqualTo("b");
            assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(answer.json()).isEqualTo(Map.of("status", "UP"));
            assertThat(answer.protocol()).isEqualTo("HTTP/1.1");
            assertThat(answer.ip()).isEqualTo("127.0.0.1");
            assertThat(answer.timings().dns()).isEqualTo(-1);
            assertThat(answer.timings().tls()).isEqualTo(-1);
            assertThat(answer.timings().connect()).isPositive();
            assertThat(answer.timings().firstByte()).isPositive();
            assertThat(answer.timings().total())
                    .isLessThanOrEqualTo(answer.latency().toNanos());
        }
    }

    @Test
    void sendsItsTraceAndAsksForOneAnswerAlone() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            Answer answer = http(server.url());
            assertThat(server.heads().getFirst())
                    .startsWith("GET / HTTP/1.1\r\n")
                    .containsIgnoringCase("traceparent: 00-" + answer.traceId() + "-")
                    .containsIgnoringCase("connection: close")
                    .containsIgnoringCase("host: 127.0.0.1:" + server.port());
        }
    }

    @Test
    void readsToTheEndOfTheConnectionWhereNoLengthIsGiven() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\n\r\nall of it")) {
            assertThat(http(server.url()).body()).isEqualTo("all of it");
        }
    }

    @Test
    void saysThatTheConnectionIsRefused() throws Exception {
        int port;
        try (var closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        Answer answer = http("http://127.0.0.1:" + port + "/");
        assertThat(answer.cause()).isEqualTo(Cause.CONNECT);
        assertThat(answer.error()).isEqualTo("connection refused by 127.0.0.1");
    }

    @Test
    void saysWhatItWasWaitingForWhenTimeIsUp() throws Exception {
        var end = new CountDownLatch(1);
        try (var server = new RawServer(connection -> end.await())) {
            Answer answer = run(probe(server.url(), 10), Duration.ofMillis(100));
            end.countDown();
            assertThat(answer.cause()).isEqualTo(Cause.TIMEOUT);
            assertThat(answer.error()).isEqualTo("no answer from 127.0.0.1 within 100ms, still waiting for an answer");
            assertThat(answer.latency()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(2));
        }
    }

    @Test
    void saysThatTheAnswerBrokeOff() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) {
            Answer answer = http(server.url());
            assertThat(answer.cause()).isEqualTo(Cause.CLOSED);
            assertThat(answer.error()).contains("closed the connection before its answer was complete");
        }
        try (var server = new RawServer(connection -> {
            connection.getInputStream().read();
            connection.setSoLinger(true, 0);
        })) {
            assertThat(http(server.url()).error()).isEqualTo("127.0.0.1 reset the connection");
        }
    }

    @Test
    void saysThatItIsNoHttp() throws Exception {
        try (var server = RawServer.answering("SSH-2.0-OpenSSH\r\n\r\n")) {
            Answer answer = http(server.url());
            assertThat(answer.cause()).isEqualTo(Cause.PROTOCOL);
            assertThat(answer.error()).startsWith("not an HTTP answer");
        }
    }

    @Test
    void followsRedirectsAndStopsAtTheLimit() throws Exception {
        try (var end = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend");
                var start = RawServer.answering(
                        "HTTP/1.1 302 Found\r\nLocation: " + end.url() + "\r\nContent-Length: 0\r\n\r\n");
                var loop = RawServer.answering("HTTP/1.1 301 Moved\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")) {
            Answer answer = http(start.url());
            assertThat(answer.body()).isEqualTo("end");
            assertThat(answer.redirects()).isEqualTo(1);
            assertThat(answer.url()).isEqualTo(end.url());
            assertThat(run(probe(start.url(), 0), SECONDS).status()).isEqualTo(302);
            assertThat(http(loop.url()).error()).contains("redirected more than 10 times");
        }
    }

    @Test
    void aRedirectThatEndsWithItsConnectionLogsNothing() throws Exception {
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        var netty = (Logger) LoggerFactory.getLogger("io.netty");
        netty.addAppender(logged);
        try (var end = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend");
                var old = RawServer.answering("HTTP/1.0 302 Found\r\nLocation: " + end.url() + "\r\n\r\nthere");
                var closing = RawServer.answering(
                        "HTTP/1.1 301 Moved\r\nLocation: " + end.url() + "\r\nConnection: close\r\n\r\nthere")) {
            assertThat(http(old.url()).body()).isEqualTo("end");
            assertThat(http(closing.url()).body()).isEqualTo("end");
        } finally {
            netty.detachAppender(logged);
        }
        assertThat(logged.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    @Test
    void secretsStayWithTheFirstHost() throws Exception {
        try (var end = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                var start = RawServer.answering(
                        "HTTP/1.1 307 Temporary\r\nLocation: " + end.url() + "\r\nContent-Length: 0\r\n\r\n")) {
            run(
                    new HttpProbe(settings(
                            URI.create(start.url()), 10, List.of(Map.entry("Authorization", "Bearer s")), 1 << 20)),
                    SECONDS);
            assertThat(start.heads().getFirst()).contains("Bearer s");
            assertThat(end.heads().getFirst()).doesNotContain("Bearer s");
        }
    }

    @Test
    void aBodyThatIsTooLongToJudgeIsSaidToBe() throws Exception {
        try (var server =
                RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\nabcdefghijklmnopqrstuvwxyz")) {
            Answer answer = run(new HttpProbe(settings(URI.create(server.url()), 0, List.of(), 10)), SECONDS);
            assertThat(answer.error()).contains("longer than 10 bytes");
        }
    }

    @Test
    void asksAtAnIpv6Address() throws Exception {
        var socket = new ServerSocket(0, 50, InetAddress.ofLiteral("::1"));
        try (var server = new RawServer(
                connection -> connection
                        .getOutputStream()
                        .write("HTTP/1.0 200 OK\r\n\r\nsix".getBytes(StandardCharsets.UTF_8)),
                socket)) {
            Answer answer = http("http://[::1]:" + server.port() + "/");
            assertThat(answer.body()).isEqualTo("six");
            assertThat(answer.ip()).isEqualTo("::1");
            assertThat(answer.protocol()).isEqualTo("HTTP/1.0");
        }
    }

    @Test
    void aTcpProbeNeedsAConnectionAlone() throws Exception {
        try (var server =
                new RawServer(connection -> connection.getInputStream().read())) {
            var probe = new TcpProbe("127.0.0.1", server.port(), AddressFamily.ANY, null, null, null);
            assertThat(run(probe, SECONDS).answered()).isTrue();
        }
    }

    @Test
    void localhostIsLookedUpAndFound() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Answer answer = http("http://localhost:" + server.port() + "/");
            assertThat(answer.error()).isNull();
            assertThat(answer.timings().dns()).isNotNegative();
        }
    }

    @Test
    void asksANameServer() throws Exception {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerOnce(socket));
            var probe = new DnsProbe(
                    "127.0.0.1", socket.getLocalPort(), "example.org", DnsRecordType.A, true, false, AddressFamily.ANY);
            Answer answer = run(probe, SECONDS);
            assertThat(answer.error()).isNull();
            assertThat(answer.rcode()).isEqualTo("NOERROR");
            assertThat(answer.body()).isEqualTo("example.org.\t60\tIN\tA\t192.0.2.7");
        }
    }

    /** The question again, and one address with a pointer to its name. */
    private static void answerOnce(DatagramSocket socket) {
        try {
            var request = new DatagramPacket(new byte[512], 512);
            socket.receive(request);
            byte[] record = HexFormat.of().parseHex("c00c000100010000003c0004c0000207");
            byte[] answer = Arrays.copyOf(request.getData(), request.getLength() + record.length);
            answer[2] = (byte) 0x81;
            answer[3] = (byte) 0x80;
            answer[7] = 1;
            System.arraycopy(record, 0, answer, request.getLength(), record.length);
            socket.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer http(String url) throws Exception {
        return run(probe(url, 10), SECONDS);
    }

    private static Probe probe(String url, int redirects) throws Exception {
        return new HttpProbe(settings(URI.create(url), redirects, List.of(), 1 << 20));
    }

    private static HttpRequestSettings settings(
            URI url, int redirects, List<Map.Entry<String, String>> headers, int kept) throws Exception {
        return new HttpRequestSettings(
                url,
                HttpMethod.GET,
                headers,
                new byte[0],
                redirects,
                HttpRequestSettings.Version.AUTO,
                AddressFamily.ANY,
                kept,
                HttpRequestSettings.Overlong.FAILS,
                TlsClient.load(TlsClient.Settings.DEFAULT, List.of()),
                null);
    }

    private Answer run(Probe probe, Duration timeout) throws Exception {
        var answer = new CompletableFuture<Answer>();
        ProbeLoop loop = loops.next();
        loop.execute(() -> Attempt.start(loop, probe, timeout, answer::complete));
        return answer.get(20, TimeUnit.SECONDS);
    }
}
