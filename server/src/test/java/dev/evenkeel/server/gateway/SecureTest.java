package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.MatchConfig;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.config.TlsConfig;
import dev.evenkeel.server.config.UpstreamConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS on both sides, and HTTP/2 towards callers. */
class SecureTest {
    @TempDir
    Path folder;

    private static HttpClient client(SSLContext trust, HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(trust).version(version).build();
    }

    private static HttpRequest.Builder request(GatewayFixture fixture, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + fixture.gateway.port() + path))
                .timeout(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void servesBothVersionsOverTls(HttpClient.Version version) throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "localhost");
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok(request.method()
                        + request.target()
                        + request.body().length
                        + request.header("x-forwarded-proto")));
                var fixture = GatewayFixture.secure(certificate.writeTo(folder), GatewayFixture.route(upstream.url()));
                var client = client(certificate.trusting(), version)) {
            HttpResponse<String> answer =
                    client.send(request(fixture, "/a?b").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.body()).isEqualTo("GET/a?b0https");
            HttpResponse<String> posted = client.send(
                    request(fixture, "/p")
                            .PUT(HttpRequest.BodyPublishers.ofString("x".repeat(200_000)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(posted.body()).isEqualTo("PUT/p200000https");
        }
    }

    @Test
    void carriesManyStreamsOverOneConnection() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "localhost");
        try (var upstream = StubUpstream.start(
                        (request, wire) -> wire.ok(request.target().repeat(2000)));
                var fixture = GatewayFixture.secure(certificate.writeTo(folder), GatewayFixture.route(upstream.url()));
                var client = client(certificate.trusting(), HttpClient.Version.HTTP_2)) {
            client.send(request(fixture, "/first").build(), HttpResponse.BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 100)
                    .mapToObj(i ->
                            client.sendAsync(request(fixture, "/" + i).build(), HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (int i = 0; i < 100; i++) {
                assertThat(answers.get(i).get().body()).isEqualTo(("/" + i).repeat(2000));
            }
        }
    }

    @Test
    void readsItsCertificateAgainWhenItChanges() throws Exception {
        TestCertificate before = TestCertificate.create(folder, "localhost");
        TestCertificate after = TestCertificate.create(folder, "localhost");
        TlsConfig files = before.writeTo(folder);
        try (var fixture = GatewayFixture.secure(files, GatewayFixture.route(URI.create("http://127.0.0.1:1")))) {
            assertThat(seenBy(fixture, before.trusting())).isEqualTo(before.certificate());
            Files.writeString(files.certificate(), "no certificate");
            Files.setLastModifiedTime(files.certificate(), FileTime.fromMillis(1_000_000));
            assertThat(seenBy(fixture, before.trusting())).isEqualTo(before.certificate());
            after.writeTo(folder);
            while (!presents(fixture, after)) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean presents(GatewayFixture fixture, TestCertificate certificate) throws Exception {
        try {
            return seenBy(fixture, certificate.trusting()).equals(certificate.certificate());
        } catch (IOException e) {
            return false;
        }
    }

    private static X509Certificate seenBy(GatewayFixture fixture, SSLContext trust) throws IOException {
        try (var socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", fixture.gateway.port())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void checksTheCertificateOfAnUpstream() throws Exception {
        TestCertificate right = TestCertificate.create(folder, "localhost");
        TlsConfig files = right.writeTo(folder);
        try (var plain = StubUpstream.start((request, wire) -> wire.ok("secret"));
                var upstream = GatewayFixture.secure(files, GatewayFixture.route(plain.url()))) {
            URI trusted = URI.create("https://localhost:" + upstream.gateway.port());
            URI otherName = URI.create("https://127.0.0.1:" + upstream.gateway.port());
            try (var fixture = GatewayFixture.start(to(trusted, files.certificate(), true))) {
                assertThat(fixture.get("/").body()).isEqualTo("secret");
            }
            for (RouteConfig wrong : List.of(to(trusted, null, true), to(otherName, files.certificate(), true))) {
                try (var fixture = GatewayFixture.start(wrong)) {
                    assertThat(fixture.get("/").statusCode()).isEqualTo(503);
                }
            }
            try (var fixture = GatewayFixture.start(to(otherName, null, false))) {
                assertThat(fixture.get("/").body()).isEqualTo("secret");
            }
        }
    }

    private static RouteConfig to(URI url, Path trust, boolean verify) {
        var upstream = new UpstreamConfig(
                List.of(url),
                null,
                Map.of(),
                false,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                trust,
                verify,
                Duration.ofSeconds(30));
        return RouteConfig.of("tls", MatchConfig.path("/**"), upstream)
                .withDeadline(Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    @Test
    void servesHttp2WithPriorKnowledge() throws Exception {
        try (var upstream = StubUpstream.start(
                        (request, wire) -> wire.ok("over h2c to " + request.header("x-forwarded-host")));
                var fixture = GatewayFixture.start(GatewayFixture.route(upstream.url()));
                Socket socket = fixture.connect()) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // SETTINGS, then HEADERS on stream 1: GET, http, /, and the authority "a" (RFC 7541 §6).
            socket.getOutputStream()
                    .write(HexFormat.of().parseHex("000000040000000000" + "000006010500000001" + "828684410161"));
            assertThat(bodyOf(new DataInputStream(socket.getInputStream()))).isEqualTo("over h2c to a");
        }
    }

    private static String bodyOf(DataInputStream in) throws IOException {
        var body = new StringBuilder();
        boolean ended = false;
        while (!ended) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(lengthAndType >>> 8);
            if ((lengthAndType & 0xff) == 0 && stream == 1) {
                body.append(new String(payload, StandardCharsets.US_ASCII));
            }
            ended = stream == 1 && (flags & 1) != 0;
        }
        return body.toString();
    }
}
