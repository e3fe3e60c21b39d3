package dev.evenkeel.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.platform.access.AccessControl;
import dev.evenkeel.server.platform.access.TokenFile;
import dev.evenkeel.server.platform.contract.Scope;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, over the wire. */
class AccessTest {
    @TempDir
    private Path folder;

    private static Response who(Request request) {
        return Response.text(200, "text/plain", request.caller().name());
    }

    @Test
    void asksForATokenOfTheRightScope() throws Exception {
        TokenFile tokens = tokens();
        String read = tokens.create("reader", Scope.READ);
        String write = tokens.create("writer", Scope.WRITE);
        String admin = tokens.create("boss", Scope.ADMIN);
        try (TestServer server = start(AccessControl.tokens(tokens))) {
            assertThat(server.get("/open").body()).isEqualTo("anonymous");

            HttpResponse<String> none = server.get("/items");
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"evenkeel\"");
            assertThat(none.body()).contains("scope read", "evenkeel token create");

            HttpResponse<String> wrong = get(server, "Bearer ek_wrong");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .contains("invalid_token");
            assertThat(get(server, "Basic " + read).statusCode()).isEqualTo(401);

            assertThat(get(server, "bearer " + read).body()).isEqualTo("reader");
            assertThat(get(server, "Bearer " + admin).body()).isEqualTo("boss");

            HttpResponse<String> tooLittle = delete(server, write);
            assertThat(tooLittle.statusCode()).isEqualTo(403);
            assertThat(tooLittle.body()).contains("scope admin; 'writer' has write");
            assertThat(tooLittle.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .contains("insufficient_scope", "scope=\"admin\"");
            assertThat(delete(server, admin).body()).isEqualTo("boss");

            tokens.revoke("boss");
            assertThat(get(server, "Bearer " + admin).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void refusesBeforeTheBodyIsRead() throws Exception {
        try (TestServer server = start(AccessControl.tokens(tokens()));
                RawConnection raw = server.connect()) {
            raw.head("POST /items HTTP/1.1", "Content-Type: application/json", "Content-Length: 900000");
            assertThat(raw.answer().status()).isEqualTo(401);
        }
    }

    @Test
    void answers503WhenTheTokensCannotBeRead() throws Exception {
        Files.writeString(folder.resolve("tokens"), "nonsense\n");
        try (TestServer server = start(AccessControl.tokens(tokens()))) {
            assertThat(get(server, "Bearer ek_x").statusCode()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io"})
    void withoutLoginOtherNamesAreNotAnswered(String host) throws Exception {
        try (TestServer server = start(AccessControl.openOnLoopback());
                RawConnection raw = server.connect()) {
            raw.send("GET /items HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            var answer = raw.answer();
            assertThat(answer.status()).isEqualTo(421);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost:80", "app.localhost", "127.0.0.1:1", "[::1]:8080", "10.0.0.7"})
    void withoutLoginThisMachineIsAnswered(String host) throws Exception {
        try (TestServer server = start(AccessControl.openOnLoopback());
                RawConnection raw = server.connect()) {
            assertThat(raw.send("GET /items HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE /items/1, http://evil.example, 403",
        "DELETE /items/1, null, 403",
        "DELETE /items/1, http://localhost:9, 403",
        "DELETE /items/1, http://localhost, 200",
        "GET /items, http://evil.example, 200",
    })
    void withoutLoginOtherSitesDoNotWrite(String request, String origin, int status) throws Exception {
        for (Authorizer open : new Authorizer[] {AccessControl.openOnLoopback(), AccessControl.insecure()}) {
            try (TestServer server = start(open);
                    RawConnection raw = server.connect()) {
                assertThat(raw.head(request + " HTTP/1.1", "Origin: " + origin)
                                .answer()
                                .status())
                        .isEqualTo(status);
            }
        }
    }

    @Test
    void insecureAnswersToAnyName() throws Exception {
        try (TestServer server = start(AccessControl.insecure());
                RawConnection raw = server.connect()) {
            raw.send("GET /items HTTP/1.1\r\nHost: evenkeel.example\r\n\r\n");
            assertThat(raw.answer().body()).isEqualTo("anonymous");
        }
    }

    private static HttpResponse<String> get(TestServer server, String authorization) throws Exception {
        return server.send(HttpRequest.newBuilder(server.uri("/items")).header("Authorization", authorization));
    }

    private static HttpResponse<String> delete(TestServer server, String token) throws Exception {
        return server.send(
                HttpRequest.newBuilder(server.uri("/items/1")).DELETE().header("Authorization", "Bearer " + token));
    }

    private TokenFile tokens() {
        var random = new SecureRandom();
        return new TokenFile(folder.resolve("tokens"), InstantSource.system(), () -> random.generateSeed(32));
    }

    private static TestServer start(Authorizer authorizer) throws Exception {
        return TestServer.start(
                SampleContract.contract(),
                settings -> settings,
                authorizer,
                operations -> operations
                        .on("list", AccessTest::who)
                        .on("create", AccessTest::who)
                        .on("remove", AccessTest::who)
                        .on("open", AccessTest::who));
    }
}
