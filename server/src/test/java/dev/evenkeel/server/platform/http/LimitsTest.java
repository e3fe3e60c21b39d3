package dev.evenkeel.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.platform.access.AccessControl;
import dev.evenkeel.server.platform.http.RawConnection.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Slow callers and too many of them are cut off, with the right status where one can still be sent. */
class LimitsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void closesConnectionsThatSendNoHead() throws Exception {
        try (TestServer server = start(settings -> settings.withTimeouts(SHORT, LONG, LONG, LONG), operations -> {});
                RawConnection silent = server.connect();
                RawConnection slow = server.connect()) {
            slow.send("GET /items HTTP/1.1\r\nHost: loc");
            assertThat(silent.isClosedByServer()).isTrue();
            assertThat(slow.isClosedByServer()).isTrue();
        }
    }

    @Test
    void closesIdleConnections() throws Exception {
        try (TestServer server = start(settings -> settings.withTimeouts(LONG, SHORT, LONG, LONG), LimitsTest::echo);
                RawConnection raw = server.connect()) {
            assertThat(raw.head("GET /items/1 HTTP/1.1").answer().status()).isEqualTo(200);
            raw.send("GET /items/2 HT");
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    /** The second request begins before the server has taken note of the first one's end. */
    @Test
    void keepsAConnectionWhoseNextRequestTakesLongerThanItMayBeIdle() throws Exception {
        var never = new CountDownLatch(1);
        Consumer<Operations> slow = operations -> operations.on("item", request -> {
            boolean first = request.path("id").equals("1");
            boolean released = !first && never.await(4 * SHORT.toMillis(), TimeUnit.MILLISECONDS);
            return Response.json(200, Map.of("released", released));
        });
        try (TestServer server = start(settings -> settings.withTimeouts(LONG, SHORT, LONG, LONG), slow);
                RawConnection raw = server.connect()) {
            raw.send(
                    "GET /items/1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /items/2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(raw.answer().status()).isEqualTo(200);
            assertThat(raw.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void answersASlowBodyWith408() throws Exception {
        try (TestServer server = start(settings -> settings.withTimeouts(LONG, LONG, SHORT, LONG), LimitsTest::echo);
                RawConnection raw = server.connect()) {
            raw.head("POST /items HTTP/1.1", "Content-Type: application/json", "Content-Length: 20")
                    .send("{\"na");
            Answer answer = raw.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void answersAStreamedBodyThatStopsWith408() throws Exception {
        try (TestServer server = start(settings -> settings.withTimeouts(LONG, LONG, SHORT, LONG), LimitsTest::echo);
                RawConnection raw = server.connect()) {
            raw.head("POST /upload HTTP/1.1", "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked")
                    .send("2\r\n{}\r\n");
            assertThat(raw.answer().status()).isEqualTo(408);
        }
    }

    @Test
    void refusesConnectionsAboveTheLimit() throws Exception {
        try (TestServer server = start(settings -> settings.withMaxConnections(3), LimitsTest::echo)) {
            List<RawConnection> held = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                held.add(server.connect());
                assertThat(held.get(i).head("GET /items/1 HTTP/1.1").answer().status())
                        .isEqualTo(200);
            }
            try (RawConnection extra = server.connect()) {
                Answer refused = extra.head("GET /items/1 HTTP/1.1").answer();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isEqualTo("1");
                assertThat(extra.isClosedByServer()).isTrue();
            }
            assertThat(held.getFirst().head("GET /items/1 HTTP/1.1").answer().status())
                    .isEqualTo(200);
            for (RawConnection connection : held) {
                connection.close();
            }
            awaitAnswer(server, 200);
        }
    }

    @Test
    void survivesAFloodOfConnections() throws Exception {
        try (TestServer server = start(settings -> settings.withMaxConnections(10), LimitsTest::echo)) {
            List<RawConnection> flood = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                flood.add(server.connect());
            }
            // Beyond refusing politely: closed at once.
            assertThat(flood.getLast().isClosedByServer()).isTrue();
            for (RawConnection connection : flood) {
                connection.close();
            }
            awaitAnswer(server, 200);
        }
    }

    @Test
    void refusesRequestsAboveTheLimit() throws Exception {
        var entered = new CountDownLatch(2);
        var release = new CountDownLatch(1);
        Consumer<Operations> blocking = operations -> operations.on("item", request -> {
            entered.countDown();
            release.await();
            return Response.json(200, Map.of());
        });
        try (TestServer server = start(settings -> settings.withMaxInFlight(2), blocking);
                RawConnection one = server.connect();
                RawConnection two = server.connect();
                RawConnection three = server.connect()) {
            one.head("GET /items/1 HTTP/1.1");
            two.head("GET /items/2 HTTP/1.1");
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            Answer refused = three.head("GET /items/3 HTTP/1.1").answer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            release.countDown();
            assertThat(one.answer().status()).isEqualTo(200);
            assertThat(two.answer().status()).isEqualTo(200);
            assertThat(three.head("GET /items/3 HTTP/1.1").answer().status()).isEqualTo(200);
        }
    }

    private static void echo(Operations operations) {
        operations
                .on("item", request -> Response.json(200, Map.of("id", request.path("id"))))
                .on("create", request -> Response.json(200, request.json()))
                .on(
                        "upload",
                        request -> Response.text(
                                200,
                                "text/plain",
                                Integer.toString(request.bodyStream().readAllBytes().length)));
    }

    /** The server learns of closed connections a moment later. */
    private static void awaitAnswer(TestServer server, int status) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        int seen = 0;
        while (seen != status && System.nanoTime() < until) {
            try (RawConnection raw = server.connect()) {
                seen = raw.head("GET /items/1 HTTP/1.1").answer().status();
            } catch (IOException e) {
                seen = 0;
            }
        }
        assertThat(seen).isEqualTo(status);
    }

    private static TestServer start(Function<ServerSettings, ServerSettings> settings, Consumer<Operations> register)
            throws IOException {
        return TestServer.start(SampleContract.contract(), settings, AccessControl.openOnLoopback(), register);
    }
}
