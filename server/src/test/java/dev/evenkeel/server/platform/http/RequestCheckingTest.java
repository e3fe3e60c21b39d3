package dev.evenkeel.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.access.AccessControl;
import dev.evenkeel.server.platform.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the document forbids is a 4xx problem that names the place. */
class RequestCheckingTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(
                SampleContract.contract(),
                settings -> settings,
                AccessControl.openOnLoopback(),
                operations -> operations
                        .on("list", request -> Response.json(200, new TreeMap<>(request.query())))
                        .on("item", request -> Response.json(200, Map.of("id", request.path("id"))))
                        .on("special", request -> Response.json(200, Map.of("id", "the special one")))
                        .on("create", request -> Response.json(200, request.json())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void fillsInDefaultsAndDecodes() throws Exception {
        assertThat(server.get("/items").body()).isEqualTo("{\"limit\":\"20\"}");
        assertThat(server.get("/items?limit=5&serviceName=a%26%C3%A9+b").body())
                .isEqualTo("{\"limit\":\"5\",\"serviceName\":\"a&é b\"}");
        assertThat(server.get("/items/a%2Fb%20c").body()).isEqualTo("{\"id\":\"a/b c\"}");
        assertThat(server.get("/items/special").body()).isEqualTo("{\"id\":\"the special one\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0       | /limit       | must be a whole number from 1 to 1000, not 0",
                "limit=1000000000 | /limit    | must be a whole number from 1 to 1000, not 1000000000",
                "limit=99999999999999999999 | /limit | must be a whole number from 1 to 1000, not 99999999999999999999",
                "limit=many    | /limit       | must be a whole number from 1 to 1000, not 'many'",
                "limit=        | /limit       | must be a whole number from 1 to 1000, not ''",
                "limit=1.5     | /limit       | must be a whole number from 1 to 1000, not '1.5'",
                "status=open   | /status      | must be one of Open, Closed, not 'open'",
                "serviceName=  | /serviceName | must not be empty",
                "serviceName=12345678901 | /serviceName | must have 1 to 10 characters, not 11",
                "serviceName=a&serviceName=b | /serviceName | must be given once",
                "Limit=3       | /Limit       | unknown parameter; did you mean limit?",
                "service_name=a | /service_name | unknown parameter; did you mean serviceName?",
                "wrong=3       | /wrong       | 'unknown parameter; known are limit, status, serviceName'",
                "serviceName=%zz | /serviceName | must be percent-encoded UTF-8: two hexadecimal digits follow each %",
                "serviceName=%ff | /serviceName | must be percent-encoded UTF-8, which these bytes aren't",
            })
    void refusesParameters(String query, String pointer, String message) throws Exception {
        try (RawConnection raw = server.connect()) {
            var answer = raw.send("GET /items?" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answer();

            assertThat(answer.status()).isEqualTo(400);
            JsonNode error = Json.parse(answer.body().getBytes(StandardCharsets.UTF_8))
                    .path("errors")
                    .path(0);
            assertThat(error.path("pointer").asText()).isEqualTo(pointer);
            assertThat(error.path("message").asText()).isEqualTo(message);
        }
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() throws Exception {
        JsonNode problem = problem(server.get("/items?limit=0&status=x&foo=1"), 400);

        assertThat(problem.path("errors").findValuesAsText("pointer")).containsExactly("/foo", "/limit", "/status");
        assertThat(problem.path("type").asText()).isEqualTo("urn:evenkeel:problem:bad-request");
        assertThat(problem.path("detail").asText()).contains("limit: must be").contains("foo: unknown parameter");
    }

    @Test
    void refusesHeaders() throws Exception {
        JsonNode problem = problem(
                server.send(HttpRequest.newBuilder(server.uri("/items")).header("If-Match", "far too long")), 400);

        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/If-Match");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                   | /name      | is required",
                "{\"name\":\"\"}                      | /name      | must not be empty",
                "{\"name\":\"  \"}                    | /name      | must not be blank",
                "{\"name\":null}                      | /name      | must be text, not null",
                "{\"name\":7}                         | /name      | must be text, not 7",
                "{\"name\":\"a\",\"size\":\"7\"}      | /size      | must be a whole number or null from 1 to 100, not '7'",
                "{\"name\":\"a\",\"size\":1.5}        | /size      | must be a whole number or null from 1 to 100, not 1.5",
                "{\"name\":\"a\",\"size\":1e999999999} | /size      | must be a whole number or null from 1 to 100, not 1E+999999999",
                "{\"name\":\"a\",\"Size\":1}          | /Size      | unknown field; did you mean size?",
                "{\"name\":\"a\",\"x/y~z\":1}         | /x~1y~0z   | 'unknown field; known are name, size, startedAt, labels'",
                "{\"name\":\"a\",\"startedAt\":\"2025-02-30T00:00:00Z\"} | /startedAt | 'must be a time as in 2025-03-01T09:30:00Z (RFC 3339), not ''2025-02-30T00:00:00Z'''",
                "{\"name\":\"a\",\"startedAt\":\"2025-02-03\"} | /startedAt | 'must be a time as in 2025-03-01T09:30:00Z (RFC 3339), not ''2025-02-03'''",
                "{\"name\":\"a\",\"labels\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}} | /labels | must have at most 2 fields, not 3",
                "{\"name\":\"a\",\"labels\":{\"a\":1}} | /labels/a | must be text, not 1",
                "[]                                   | ''         | must be an object, not a list",
                "null                                 | ''         | must be an object, not null",
            })
    void refusesBodies(String body, String pointer, String message) throws Exception {
        JsonNode problem = problem(server.send("POST", "/items", body), 400);

        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(problem.at("/errors/0/message").asText()).isEqualTo(message);
    }

    @Test
    void acceptsWhatIsRight() throws Exception {
        String body = "{\"name\":\"é\uD83D\uDE00\",\"size\":null,\"startedAt\":\"2025-02-03t04:05:06.789+01:00\"}";

        assertThat(server.send("POST", "/items", body).body()).isEqualTo(body);
        assertThat(server.send("POST", "/items", "{\"name\":\"a\",\"size\":1e1}")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":        | (line 1, column",
                "{\"name\":\"a\",} | (line 1, column",
                "{\"name\":\"a\"} x | (line 1, column",
                "{\"name\":\"a\"} {} | nothing behind it (line 1, column",
                "{\"name\":\"a\",\"name\":\"b\"} | Duplicate",
                "'   '             | is empty",
                "hello             | isn't valid JSON",
            })
    void refusesWhatIsNotJson(String body, String part) throws Exception {
        JsonNode problem = problem(server.send("POST", "/items", body), 400);

        assertThat(problem.path("detail").asText()).contains(part).doesNotContain("com.fasterxml", "byte[]");
    }

    @Test
    void refusesDeepNesting() throws Exception {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(problem(server.send("POST", "/items", deep), 400)
                        .path("detail")
                        .asText())
                .contains("nested too deeply");
    }

    @Test
    void refusesInvalidUtf8() throws Exception {
        byte[] body = "{\"name\":\"aXb\"}".getBytes(StandardCharsets.UTF_8);
        body[10] = (byte) 0xff;

        JsonNode problem = problem(
                server.send(HttpRequest.newBuilder(server.uri("/items"))
                        .POST(BodyPublishers.ofByteArray(body))
                        .header("Content-Type", "application/json")),
                400);

        assertThat(problem.path("detail").asText()).contains("isn't UTF-8: the byte at offset 10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "x"})
    void refusesOtherMediaTypes(String type) throws Exception {
        HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri("/items"))
                .POST(BodyPublishers.ofString("{\"name\":\"a\"}"))
                .header("Content-Type", type));

        assertThat(problem(response, 415).at("/errors/0/pointer").asText()).isEqualTo("/Content-Type");
        assertThat(response.headers().firstValue("Accept")).contains("application/json");
    }

    @Test
    void refusesABodyWithoutTypeACompressedOneAndNone() throws Exception {
        problem(server.send(HttpRequest.newBuilder(server.uri("/items")).POST(BodyPublishers.ofString("{}"))), 415);
        problem(
                server.send(HttpRequest.newBuilder(server.uri("/items"))
                        .POST(BodyPublishers.ofString("{}"))
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")),
                415);
        JsonNode problem = problem(
                server.send(HttpRequest.newBuilder(server.uri("/items"))
                        .POST(BodyPublishers.noBody())
                        .header("Content-Type", "application/json")),
                400);
        assertThat(problem.path("detail").asText()).contains("a body is required");
    }

    @Test
    void acceptsJsonWithACharsetInAnyCase() throws Exception {
        assertThat(server.send(HttpRequest.newBuilder(server.uri("/items"))
                                .POST(BodyPublishers.ofString("{\"name\":\"a\"}"))
                                .header("Content-Type", "Application/JSON; charset=\"UTF-8\""))
                        .statusCode())
                .isEqualTo(200);
    }

    private static JsonNode problem(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
    }
}
