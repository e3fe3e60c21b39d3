package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.MatchConfig;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.config.Secret;
import dev.evenkeel.server.config.UpstreamConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The plain path: a request comes in, goes to the upstream, and its answer comes back. */
@SuppressWarnings("StringConcatToTextBlock") // What goes over the wire is written with its line ends.
class ProxyTest {

    @Test
    void passesRequestsAndAnswersOnOverKeptConnections() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok(request.method() + " " + request.target()));
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> answer = fixture.get("/a/b?c=" + i);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("GET /a/b?c=" + i);
                assertThat(answer.headers().firstValue("via")).contains("1.1 evenkeel");
            }
            assertThat(upstream.connections.get()).isEqualTo(1);
        }
    }

    @Test
    void sendsBodiesOfKnownAndUnknownLength() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok(request.body().length + " "
                        + request.header("transfer-encoding") + request.header("content-length")));
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            assertThat(fixture.send("POST", "/", "x".repeat(1000)).body()).isEqualTo("1000 1000");
            String chunked =
                    fixture.raw("PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n");
            assertThat(chunked).startsWith("HTTP/1.1 200 OK\r\n").contains("11 chunked");
        }
    }

    @Test
    void passesChunkedAnswersAndTheirTrailersOn() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.raw(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 9\r\n\r\n"));
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            String answer = fixture.raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer).contains("Transfer-Encoding: chunked").endsWith("5\r\nhello\r\n0\r\nX-Sum: 9\r\n\r\n");
            String old = fixture.raw("GET / HTTP/1.0\r\n\r\n");
            assertThat(old).contains("Connection: close").endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void readsAnswersThatEndWithTheConnection() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> {
                    wire.raw("HTTP/1.1 200 OK\r\n\r\nuntil the end");
                    wire.close();
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            assertThat(fixture.get("/").body()).isEqualTo("until the end");
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok(request.target()));
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            String answers = fixture.raw("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\n"
                    + "Content-Length: 2\r\n\r\nxyGET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answers.replaceAll("(?s)HTTP.*?\r\n\r\n", "[]")).isEqualTo("[]/1[]/2[]/3");
        }
    }

    @Test
    void answersWithoutBodyHaveNone() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> {
                    switch (request.target()) {
                        case "/204" -> wire.raw("HTTP/1.1 204 No Content\r\n\r\n");
                        case "/304" -> wire.raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n");
                        default -> wire.ok("seven77");
                    }
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            String answers = fixture.raw("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /204 HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /304 HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answers.split("HTTP/1.1 ")).hasSize(5);
            assertThat(answers.split("HTTP/1.1 ")[1])
                    .contains("Content-Length: 7")
                    .endsWith("\r\n\r\n");
            assertThat(answers.split("HTTP/1.1 ")[2])
                    .doesNotContain("Content-Length")
                    .endsWith("\r\n\r\n");
            assertThat(answers.split("HTTP/1.1 ")[3])
                    .contains("Content-Length: 7")
                    .endsWith("\r\n\r\n");
            assertThat(answers).endsWith("seven77");
        }
    }

    @Test
    void keepsHopByHopFieldsToItself() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.answer(
                        200, "Connection: X-Secret\r\nX-Secret: 1\r\nKeep-Alive: timeout=5\r\nX-Fine: 2", "ok"));
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            String answer = fixture.raw("GET / HTTP/1.1\r\nHost: caller\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\n"
                    + "TE: trailers\r\nX-Forwarded-For: 6.6.6.6\r\nX-Yours: 2\r\n\r\n");
            assertThat(answer).contains("X-Fine: 2").doesNotContain("X-Secret").doesNotContain("Keep-Alive");
            StubUpstream.Seen seen = upstream.requests.getFirst();
            assertThat(seen.headers()).doesNotContainKeys("x-mine", "te", "connection");
            assertThat(seen.header("x-yours")).isEqualTo("2");
            assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
            assertThat(seen.header("x-forwarded-host")).isEqualTo("caller");
            assertThat(seen.header("forwarded")).isEqualTo("for=127.0.0.1;proto=http;host=\"caller\"");
            assertThat(seen.header("via")).isEqualTo("1.1 evenkeel");
            assertThat(seen.header("host")).isEqualTo("127.0.0.1:" + upstream.port());
        }
    }

    @Test
    void rewritesPathsAddsHeadersAndChecksParameters() throws Exception {
        try (var upstream = StubUpstream.start(
                (request, wire) -> wire.ok(request.target() + " " + request.header("authorization")))) {
            var to = new UpstreamConfig(
                    List.of(upstream.url()),
                    "/geoip/{ip}",
                    Map.of("Authorization", new Secret("Bearer t")),
                    false,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    null,
                    true,
                    Duration.ofSeconds(30));
            var match = new MatchConfig(
                    Set.of(), Set.of("GET", "HEAD"), "/lookup/{ip}", Map.of("ip", MatchConfig.Constraint.IP_ADDRESS));
            try (var fixture = GatewayFixture.start(RouteConfig.of("geoip", match, to))) {
                assertThat(fixture.get("/lookup/1.2.3.4?x=1", "Authorization", "Bearer other")
                                .body())
                        .isEqualTo("/geoip/1.2.3.4?x=1 Bearer t");
                assertThat(fixture.get("/lookup/2001:db8::1").statusCode()).isEqualTo(200);
                HttpResponse<String> wrong = fixture.get("/lookup/no-address");
                assertThat(wrong.statusCode()).isEqualTo(400);
                assertThat(wrong.headers().firstValue("content-type")).contains("application/problem+json");
                assertThat(fixture.get("/elsewhere").statusCode()).isEqualTo(404);
                HttpResponse<String> post = fixture.send("POST", "/lookup/1.2.3.4", "");
                assertThat(post.statusCode()).isEqualTo(405);
                assertThat(post.headers().firstValue("allow")).contains("GET, HEAD");
                assertThat(upstream.count.get()).isEqualTo(2);
            }
        }
    }

    @Test
    void tellsACallerThatWaitsForItToSendTheBody() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok(request.text() + request.header("expect")));
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()));
                Socket socket = fixture.connect()) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(
                    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(StubUpstream.line(in)).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(StubUpstream.line(in)).isEmpty();
            out.write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(GatewayFixture.readAll(in)).startsWith("HTTP/1.1 200 OK").endsWith("hello");
        }
    }

    @Test
    void passesEarlyHintsOn() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> {
                    wire.raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                    wire.ok("done");
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            String answer = fixture.raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK")
                    .endsWith("done");
        }
    }

    @Test
    void carriesAWebSocketThrough() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> {
                    assertThat(request.header("upgrade")).isEqualTo("websocket");
                    wire.raw(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhi ");
                    for (int c = wire.in.read(); c >= 0; c = wire.in.read()) {
                        wire.socket.getOutputStream().write(Character.toUpperCase(c));
                    }
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()));
                Socket socket = fixture.connect()) {
            socket.getOutputStream()
                    .write("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nabc"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(StubUpstream.line(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
            while (!StubUpstream.line(socket.getInputStream()).isEmpty()) {}
            assertThat(new String(socket.getInputStream().readNBytes(6), StandardCharsets.US_ASCII))
                    .isEqualTo("hi ABC");
        }
    }

    @Test
    void anAnswerThatBreaksOffBreaksOffForTheCaller() throws IOException {
        try (var upstream = StubUpstream.start((request, wire) -> {
                    wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
                    wire.close();
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()))) {
            String answer = fixture.raw("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(answer).contains("Content-Length: 100").endsWith("part");
            assertThat(upstream.count.get()).isEqualTo(1);
        }
    }
}
