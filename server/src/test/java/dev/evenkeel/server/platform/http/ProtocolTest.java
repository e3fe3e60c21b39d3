package dev.evenkeel.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.deployment.DeploymentFeed;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.server.platform.access.AccessControl;
import dev.evenkeel.server.platform.http.RawConnection.Answer;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.platform.telemetry.TraceContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the server speaks HTTP, to those who do and to those who don't. */
class ProtocolTest {
    private static final String LONG_TEXT = "all work and no play ".repeat(500);
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(
                SampleContract.contract(),
                settings -> settings,
                AccessControl.openOnLoopback(),
                operations -> operations
                        .on("list", request -> Response.text(200, "text/plain", LONG_TEXT))
                        .on("item", ProtocolTest::item)
                        .on(
                                "create",
                                request -> Response.json(
                                        200, Map.of("name", request.json().get("name"))))
                        .on("remove", request -> Response.empty(204))
                        .on(
                                "open",
                                request -> Response.text(
                                        200,
                                        "text/plain",
                                        request.requestId() + " "
                                                + TraceContext.current()
                                                        .orElseThrow()
                                                        .traceparent() + " "
                                                + request.baseUrl())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Response item(Request request) throws Exception {
        return switch (request.path("id")) {
            case "bug" -> throw new IllegalStateException("secret detail of the inside");
            case "overflow" -> throw new StackOverflowError();
            case "away" -> throw new IOException("connection refused");
            case "full" -> throw new DeploymentStore.StoreFullException("the disk is full", new IOException());
            case "taken" -> throw new DeploymentStore.DuplicateException("externalId", "x-1");
            case "cursor" -> throw new DeploymentFeed.UnknownCursorException("the cursor is of another store");
            case "gone" -> throw ProblemException.notFound("There is no item 'gone'.");
            case "header" -> Response.empty(204).withHeader("X-Bad", "a\r\nb");
            default -> Response.json(200, Map.of("id", request.path("id")));
        };
    }

    @Test
    void answersWrongMethodsWithTheRightOnes() throws Exception {
        HttpResponse<String> response = server.send("PUT", "/items/1", "{}");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("DELETE, GET, HEAD, OPTIONS");
        assertThat(problem(response.body()).path("detail").asText())
                .isEqualTo("PUT isn't possible at /items/1; DELETE, GET, HEAD, OPTIONS are.");
        try (RawConnection raw = server.connect()) {
            assertThat(raw.send("BREW /items HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer()
                            .header("Allow"))
                    .isEqualTo("GET, POST, HEAD, OPTIONS");
        }
    }

    @Test
    void answersOptionsAndHead() throws Exception {
        try (RawConnection raw = server.connect()) {
            Answer options = raw.send("OPTIONS /items HTTP/1.1\r\nHost: localhost\r\nOrigin: http://x.example\r\n\r\n")
                    .answer();
            assertThat(options.status()).isEqualTo(204);
            assertThat(options.header("Allow")).isEqualTo("GET, POST, HEAD, OPTIONS");
            assertThat(options.headers()).doesNotContainKey("access-control-allow-origin");

            // A body after HEAD would be read as the next answer.
            raw.send("HEAD /items HTTP/1.1\r\nHost: localhost\r\n\r\nGET /items/7 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String head = raw.headOnly();
            assertThat(head).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: " + LONG_TEXT.length());
            assertThat(raw.answer().body()).isEqualTo("{\"id\":\"7\"}");
            assertThat(raw.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/items/", "/items/1/2", "//items", "/items/%ZZ", "/../items"})
    void answersUnknownPathsWithAProblem(String path) throws Exception {
        try (RawConnection raw = server.connect()) {
            Answer answer = raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answer();

            assertThat(answer.status()).isEqualTo(path.contains("%") ? 400 : 404);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(problem(answer.body()).path("instance").asText())
                    .isEqualTo("urn:evenkeel:request:" + answer.header("X-Request-Id"));
        }
    }

    @Test
    void saysWhichRoleIsMissing() throws Exception {
        HttpResponse<String> response = server.get("/elsewhere");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(problem(response.body()).path("detail").asText()).contains("'faraway' doesn't run here");
    }

    @ParameterizedTest
    @CsvSource({
        "bug, 500, internal-server-error",
        "overflow, 500, internal-server-error",
        "away, 503, service-unavailable",
        "full, 507, insufficient-storage",
        "taken, 409, conflict",
        "cursor, 410, gone",
        "gone, 404, not-found",
    })
    void turnsExceptionsIntoProblems(String id, int status, String type) throws Exception {
        HttpResponse<String> response = server.get("/items/" + id);

        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode problem = problem(response.body());
        assertThat(problem.path("type").asText()).isEqualTo("urn:evenkeel:problem:" + type);
        assertThat(response.body()).doesNotContain("secret", "Exception", "\tat ");
        if (status == 500) {
            assertThat(problem.path("detail").asText())
                    .contains(response.headers().firstValue("X-Request-Id").orElseThrow());
        }
        if (status == 503) {
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(server.get("/items/fine").statusCode()).isEqualTo(200);
    }

    @Test
    void closesTheConnectionWhenAnAnswerCannotBeSent() throws Exception {
        try (RawConnection raw = server.connect()) {
            raw.send("GET /items/header HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void refusesBodiesThatAreTooLarge() throws Exception {
        byte[] large = new byte[3 << 20];
        try (RawConnection raw = server.connect()) {
            raw.send("POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                    + large.length + "\r\n\r\n");
            raw.send(large);
            Answer answer = raw.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(problem(answer.body()).path("limitBytes").asInt()).isEqualTo(1 << 20);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(raw.isClosedByServer()).isTrue();
        }
        try (RawConnection raw = server.connect()) {
            raw.head("POST /items HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked");
            for (int i = 0; i < 3; i++) {
                raw.send("100000\r\n").send(new byte[1 << 20]).send("\r\n");
            }
            assertThat(raw.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void refusesALargeBodyBeforeItIsSent() throws Exception {
        try (RawConnection raw = server.connect()) {
            raw.head(
                    "POST /items HTTP/1.1",
                    "Content-Type: application/json",
                    "Expect: 100-continue",
                    "Content-Length: 5000000");
            assertThat(raw.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void asksForTheBodyOfACallerThatWaits() throws Exception {
        try (RawConnection raw = server.connect()) {
            raw.head(
                    "POST /items HTTP/1.1",
                    "Content-Type: application/json",
                    "Expect: 100-continue",
                    "Content-Length: 12");
            assertThat(raw.answer().status()).isEqualTo(100);
            assertThat(raw.send("{\"name\":\"a\"}").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void keepsTheConnectionAfterAnErrorWithASmallBody() throws Exception {
        try (RawConnection raw = server.connect()) {
            for (int i = 0; i < 3; i++) {
                raw.send("POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
                Answer answer = raw.answer();
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.header("Connection")).isEmpty();
            }
        }
    }

    @Test
    void refusesAHugeHead() throws Exception {
        byte[] huge = "a".repeat(10 << 20).getBytes(StandardCharsets.ISO_8859_1);
        try (RawConnection raw = server.connect()) {
            raw.send("GET /items HTTP/1.1\r\nHost: localhost\r\nX-Big: ")
                    .send(huge)
                    .send("\r\n\r\n");
            Answer answer = raw.answer();
            assertThat(answer.status()).isEqualTo(431);
            assertThat(problem(answer.body()).path("detail").asText()).contains("more than 16384 bytes");
        }
        try (RawConnection raw = server.connect()) {
            raw.send("GET /items?x=").send(huge).send(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(raw.answer().status()).isEqualTo(414);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                "GET /items HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
                "GET /items HTTP/1.1\r\nHost : localhost\r\n\r\n",
                "POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                "GET /items HTTP/1.1\r\n\r\n",
                "GET /items HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /items HTTP/1.1\r\nHost: a/../b\r\n\r\n",
                "GET /items HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n",
                "\u00ff\u00fe\u00fd\r\n\r\n",
            })
    void refusesWhatIsNotHttp(String text) throws Exception {
        try (RawConnection raw = server.connect()) {
            Answer answer = raw.send(text).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.body()).doesNotContain("Exception", "netty");
        }
    }

    @Test
    void serves10AndUpgradesNothing() throws Exception {
        try (RawConnection raw = server.connect()) {
            Answer answer = raw.send("GET /items/7 HTTP/1.0\r\n\r\n").answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(raw.isClosedByServer()).isTrue();
        }
        try (RawConnection raw = server.connect()) {
            raw.head(
                    "GET /items/7 HTTP/1.1",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13");
            assertThat(raw.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        try (RawConnection raw = server.connect()) {
            raw.head("GET /items/1 HTTP/1.1").head("GET /items/2 HTTP/1.1");
            raw.head("POST /items HTTP/1.1", "Content-Type: application/json", "Content-Length: 12");
            raw.send("{\"name\":\"x\"}").head("GET /items/3 HTTP/1.1");
            assertThat(raw.answer().body()).isEqualTo("{\"id\":\"1\"}");
            assertThat(raw.answer().body()).isEqualTo("{\"id\":\"2\"}");
            assertThat(raw.answer().body()).isEqualTo("{\"name\":\"x\"}");
            assertThat(raw.answer().body()).isEqualTo("{\"id\":\"3\"}");
        }
    }

    @Test
    void compressesWhatIsLargeForThoseWhoAskForIt() throws Exception {
        HttpResponse<byte[]> response =
                server.raw(HttpRequest.newBuilder(server.uri("/items")).header("Accept-Encoding", "br, gzip;q=0.8"));

        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(response.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
                .asString()
                .isEqualTo(LONG_TEXT);
        assertThat(server.raw(HttpRequest.newBuilder(server.uri("/items")).header("Accept-Encoding", "gzip;q=0"))
                        .headers()
                        .firstValue("Content-Encoding"))
                .isEmpty();
        assertThat(server.raw(HttpRequest.newBuilder(server.uri("/items/1")).header("Accept-Encoding", "gzip"))
                        .headers()
                        .firstValue("Content-Encoding"))
                .as("small")
                .isEmpty();
    }

    @Test
    void echoesTheRequestIdAndContinuesTheTrace() throws Exception {
        HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri("/open"))
                .header("X-Request-Id", "mine-1")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        assertThat(response.headers().firstValue("X-Request-Id")).contains("mine-1");
        assertThat(response.body())
                .startsWith("mine-1 00-0af7651916cd43dd8448eb211c80319c-")
                .doesNotContain("b7ad6b7169203331")
                .endsWith("-01 http://127.0.0.1:" + server.port());
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Date")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "\u00e9"})
    void makesARequestIdWhereTheCallersIsUnfit(String sent) throws Exception {
        try (RawConnection raw = server.connect()) {
            Answer answer = raw.send("GET /open HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: " + sent + "\r\n\r\n")
                    .answer();
            assertThat(answer.header("X-Request-Id")).matches("[0-9a-f]{16}");
        }
        assertThat(server.send(HttpRequest.newBuilder(server.uri("/open")).header("X-Request-Id", "x".repeat(129)))
                        .headers()
                        .firstValue("X-Request-Id")
                        .orElseThrow())
                .hasSize(16);
    }

    private static JsonNode problem(String body) throws IOException {
        return Json.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
