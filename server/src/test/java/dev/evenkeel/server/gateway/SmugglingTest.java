package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests that two readers could take apart in two ways (RFC 9112 §11.2). What is refused doesn't reach the upstream;
 * what is taken reaches it as one request.
 */
@SuppressWarnings("StringConcatToTextBlock") // What goes over the wire is written with its line ends.
class SmugglingTest {
    private static final String INNER = "GET /smuggled HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n";
    private static StubUpstream upstream;
    private static GatewayFixture fixture;

    @BeforeAll
    static void start() throws IOException {
        upstream = StubUpstream.start((request, wire) -> wire.ok("body=" + request.body().length));
        fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()));
    }

    @AfterAll
    static void stop() throws IOException {
        fixture.close();
        upstream.close();
    }

    /** The rest of the request is written with \r and \n spelled out; HEAD stands for a request line and Host. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            CL.TE                          | 400 | {HEAD}Content-Length: 6\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\nG
            TE.CL                          | 400 | {HEAD}Transfer-Encoding: chunked\\r\\nContent-Length: 3\\r\\n\\r\\n8\\r\\nSMUGGLED\\r\\n0\\r\\n\\r\\n
            TE twice                       | 400 | {HEAD}Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE chunked and identity        | 400 | {HEAD}Transfer-Encoding: chunked\\r\\nTransfer-Encoding: identity\\r\\n\\r\\n0\\r\\n\\r\\n
            TE list                        | 501 | {HEAD}Transfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE xchunked                    | 501 | {HEAD}Transfer-Encoding: xchunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE quoted                      | 501 | {HEAD}Transfer-Encoding: "chunked"\\r\\n\\r\\n0\\r\\n\\r\\n
            TE with a vertical tab         | 400 | {HEAD}Transfer-Encoding: \\vchunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE space before the colon      | 400 | {HEAD}Transfer-Encoding : chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE tab before the colon        | 400 | {HEAD}Transfer-Encoding\\t: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE folded                      | 400 | {HEAD}Transfer-Encoding:\\r\\n chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE after a bare LF             | 400 | {HEAD}X: y\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE after a bare CR             | 400 | {HEAD}X: y\\rTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE in HTTP/1.0                 | 400 | POST / HTTP/1.0\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
            TE empty                       | 501 | {HEAD}Transfer-Encoding:\\r\\n\\r\\n0\\r\\n\\r\\n
            CL twice, different            | 400 | {HEAD}Content-Length: 0\\r\\nContent-Length: 35\\r\\n\\r\\n{INNER}
            CL twice, the same             | 400 | {HEAD}Content-Length: 0\\r\\nContent-Length: 0\\r\\n\\r\\n
            CL list                        | 400 | {HEAD}Content-Length: 0, 44\\r\\n\\r\\n{INNER}
            CL with plus                   | 400 | {HEAD}Content-Length: +5\\r\\n\\r\\nhello
            CL negative                    | 400 | {HEAD}Content-Length: -1\\r\\n\\r\\n
            CL hexadecimal                 | 400 | {HEAD}Content-Length: 0x5\\r\\n\\r\\nhello
            CL with a fraction             | 400 | {HEAD}Content-Length: 5.0\\r\\n\\r\\nhello
            CL that overflows              | 400 | {HEAD}Content-Length: 18446744073709551621\\r\\n\\r\\nhello
            CL empty                       | 400 | {HEAD}Content-Length: \\r\\n\\r\\n
            CL with a space inside         | 400 | {HEAD}Content-Length: 1 1\\r\\n\\r\\nhello
            CL space before the colon      | 400 | {HEAD}Content-Length : 5\\r\\n\\r\\nhello
            bare LF everywhere             | 400 | POST / HTTP/1.1\\nHost: a\\n\\n
            bare LF after the request line | 400 | POST / HTTP/1.1\\nHost: a\\r\\n\\r\\n
            bare LF at the end of the head | 400 | POST / HTTP/1.1\\r\\nHost: a\\r\\n\\n
            folded header                  | 400 | {HEAD}X: a\\r\\n b\\r\\n\\r\\n
            folded first header            | 400 | POST / HTTP/1.1\\r\\n Host: a\\r\\n\\r\\n
            no name                        | 400 | {HEAD}: x\\r\\n\\r\\n
            no colon                       | 400 | {HEAD}X\\r\\n\\r\\n
            NUL in a value                 | 400 | {HEAD}X: a\\0b\\r\\n\\r\\n
            CR in a value                  | 400 | {HEAD}X: a\\rb\\r\\n\\r\\n
            NUL in a name                  | 400 | {HEAD}X\\0: a\\r\\n\\r\\n
            chunk size overflows           | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n10000000000000005\\r\\nhello\\r\\n0\\r\\n\\r\\n
            chunk size negative            | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\nhello\\r\\n0\\r\\n\\r\\n
            chunk size with 0x             | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n0x5\\r\\nhello\\r\\n0\\r\\n\\r\\n
            chunk size with a space        | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n5 \\r\\nhello\\r\\n0\\r\\n\\r\\n
            chunk size empty               | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n\\r\\nhello\\r\\n0\\r\\n\\r\\n
            chunk size ends in bare LF     | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n5\\nhello\\r\\n0\\r\\n\\r\\n
            chunk longer than it says      | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhelloworld\\r\\n0\\r\\n\\r\\n
            chunk without line end         | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello0\\r\\n\\r\\n
            chunk data ends in bare LF     | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\n0\\r\\n\\r\\n
            extension with bare LF         | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n5;a\\nX\\r\\nhello\\r\\n0\\r\\n\\r\\n
            extension with bare CR         | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n5;a\\rX\\r\\nhello\\r\\n0\\r\\n\\r\\n
            trailer folded                 | 400 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n0\\r\\nX: a\\r\\n b\\r\\n\\r\\n
            no Host                        | 400 | GET / HTTP/1.1\\r\\n\\r\\n
            two Hosts                      | 400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n
            Host with a path               | 400 | GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n
            Host with a login              | 400 | GET / HTTP/1.1\\r\\nHost: x@a\\r\\n\\r\\n
            absolute form, other Host      | 400 | GET http://b/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            absolute form with a login     | 400 | GET http://x@a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            absolute form, no authority    | 400 | GET http:///x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            authority form                 | 400 | GET a:80 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            CONNECT                        | 405 | CONNECT a:80 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            target without slash           | 400 | GET x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            fragment                       | 400 | GET /#x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            space in the target            | 400 | GET /a b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            two spaces                     | 400 | GET  / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            tab for a space                | 400 | GET\\t/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            HTTP/0.9                       | 400 | GET /\\r\\n\\r\\n
            HTTP/2.0                       | 505 | GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n
            lower-case version             | 400 | GET / http/1.1\\r\\nHost: a\\r\\n\\r\\n
            version that goes on           | 400 | GET / HTTP/1.1x\\r\\nHost: a\\r\\n\\r\\n
            dot segments                   | 400 | GET /a/../b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            encoded dot segments           | 400 | GET /a/%2e%2E/b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            other expectation              | 417 | {HEAD}Expect: tea\\r\\nContent-Length: 0\\r\\n\\r\\n
            absolute form                  | 200 | GET http://a/x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n
            CL in order                    | 200 | {HEAD}Content-Length: 5\\r\\n\\r\\nhello
            TE in order                    | 200 | {HEAD}Transfer-Encoding: Chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n
            chunk extension in order       | 200 | {HEAD}Transfer-Encoding: chunked\\r\\n\\r\\n5;a="b"\\r\\nhello\\r\\n0\\r\\n\\r\\n
            GET with a body                | 200 | GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 35\\r\\n\\r\\n{INNER}
            empty line before the request  | 200 | \\r\\n{HEAD}Content-Length: 0\\r\\n\\r\\n
            h2c upgrade stays here         | 200 | GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: Upgrade, HTTP2-Settings\\r\\nUpgrade: h2c\\r\\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\\r\\n\\r\\n
            """)
    void noneIsTwoRequests(String name, int status, String spelled) throws IOException {
        int before = upstream.count.get();
        String bytes = spelled.strip()
                .replace("{HEAD}", "POST /taken HTTP/1.1\\r\\nHost: a\\r\\n")
                .replace("{INNER}", INNER)
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\v", "\u000b")
                .replace("\\0", "\0");
        String answer = fixture.raw(bytes);
        assertThat(answer).as(name).startsWith("HTTP/1.1 " + status + " ");
        int reached = upstream.count.get() - before;
        if (status == 200) {
            assertThat(reached).isEqualTo(1);
        } else {
            assertThat(answer).contains("application/problem+json").doesNotContain("\r\n\r\nHTTP/");
            // A malformed body is found while its request is already on its way; it never ends there.
            assertThat(reached).isLessThanOrEqualTo(name.contains("chunk") || name.contains("trailer") ? 1 : 0);
        }
        assertThat(upstream.requests).noneMatch(seen -> seen.target().contains("smuggled"));
        assertThat(upstream.requests)
                .allSatisfy(seen -> assertThat(seen.headers()).doesNotContainKeys("upgrade", "http2-settings"));
    }
}
