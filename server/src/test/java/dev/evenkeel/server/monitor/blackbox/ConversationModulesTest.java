package dev.evenkeel.server.monitor.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.gateway.TestCertificate;
import dev.evenkeel.server.monitor.probe.ProbeClock;
import dev.evenkeel.server.monitor.probe.ProbeLoops;
import dev.evenkeel.server.monitor.probe.RawServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules that talk: STARTTLS of mail and database servers, TLS from the start, name servers, and files of secrets. */
class ConversationModulesTest {
    private static final String YAML = """
            modules:
              smtp:
                prober: tcp
                timeout: 5s
                tcp:
                  query_response:
                    - expect: "^220 ([^ ]+) ESMTP (.+)$"
                    - send: "EHLO monitor\\r"
                    - expect: "^250-STARTTLS"
                    - send: "STARTTLS\\r"
                    - expect: "^220"
                    - starttls: true
                    - send: "EHLO monitor\\r"
                    - expect: "^250-AUTH"
                    - send: "QUIT\\r"
                  tls_config: {ca_file: "FOLDER/tls.crt"}
              imap:
                prober: tcp
                tcp:
                  query_response:
                    - expect: "OK.*STARTTLS"
                    - send: ". STARTTLS"
                    - expect: "OK"
                    - starttls: true
                    - send: ". capability"
                    - expect: "CAPABILITY IMAP4rev1"
                  tls_config: {ca_file: "FOLDER/tls.crt"}
              imap_untrusting:
                prober: tcp
                tcp:
                  query_response:
                    - expect: "OK.*STARTTLS"
                    - send: ". STARTTLS"
                    - expect: "OK"
                    - starttls: true
              postgresql:
                prober: tcp
                tcp:
                  query_response:
                    - send: !!binary AAAACATSFi8=
                    - expect_bytes: S
                    - starttls: true
                  tls_config: {insecure_skip_verify: true}
              tls_connect: {prober: tcp, tcp: {tls: true}}
              broker:
                prober: tcp
                timeout: 30s
                tcp:
                  query_response: [{send: "HELO\\r"}, {send: "\\r"}, {expect: "AMQP"}]
                  tls: true
                  tls_config: {insecure_skip_verify: false, ca_file: "FOLDER/tls.crt"}
              own_ca: {prober: http, http: {method: GET, fail_if_not_ssl: true, tls_config: {ca_file: "FOLDER/tls.crt"}}}
              never_tls: {prober: http, http: {fail_if_ssl: true, tls_config: {insecure_skip_verify: true}}}
              from_files:
                prober: http
                http:
                  method: POST
                  body_file: FOLDER/body.txt
                  http_headers:
                    X-Api-Key: {files: ["FOLDER/key.txt"]}
                    Accept-Language: {values: [en-US]}
              udp:
                prober: dns
                timeout: 5s
                dns:
                  query_name: www.example.org
                  query_type: A
                  valid_rcodes: [NOERROR]
                  validate_answer_rrs:
                    fail_if_matches_regexp: [".*127.0.0.1"]
                    fail_if_not_matches_regexp: ["www.example.org.\\t60\\tIN\\tA\\t192.0.2.7"]
                    fail_if_none_matches_regexp: ["192[.]0[.]2[.]"]
                  validate_additional_rrs: {fail_if_matches_regexp: [".*127.0.0.1"]}
              tcp: {prober: dns, dns: {transport_protocol: tcp, preferred_ip_protocol: ip4, query_name: www.example.org}}
              unwanted:
                prober: dns
                dns: {query_name: www.example.org, validate_answer_rrs: {fail_if_matches_regexp: ["192[.]0[.]2[.]7"]}}
              other_code: {prober: dns, dns: {query_name: www.example.org, valid_rcodes: [NXDOMAIN]}}
            """;

    private final ProbeLoops loops =
            ProbeLoops.start(1, new ProbeClock(InstantSource.system(), System::nanoTime), new SplittableRandom(1));

    @TempDir
    private Path folder;

    private TestCertificate certificate;

    @BeforeEach
    void create() throws Exception {
        certificate = TestCertificate.create(folder, "127.0.0.1");
        certificate.writeTo(folder);
    }

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void mailGoesOnInTls() throws Exception {
        try (var server = new RawServer(connection -> {
            say(connection, "220 mail.example ESMTP ready");
            hear(connection, "EHLO monitor");
            say(connection, "250-mail.example", "250-STARTTLS", "250 SIZE 1000");
            hear(connection, "STARTTLS");
            say(connection, "220 go ahead");
            try (SSLSocket secured = secured(connection)) {
                hear(secured, "EHLO monitor");
                say(secured, "250-mail.example", "250-AUTH PLAIN", "250 SIZE 1000");
                hear(secured, "QUIT");
            }
        })) {
            assertThat(probe("smtp", server.port()))
                    .contains("result true")
                    .contains("probe_ssl_earliest_cert_expiry ");
        }
    }

    @Test
    void aMailServerThatOffersNoTlsFails() throws Exception {
        try (var server = new RawServer(connection -> {
            say(connection, "220 mail.example ESMTP ready");
            hear(connection, "EHLO monitor");
            say(connection, "250 mail.example");
        })) {
            assertThat(probe("smtp", server.port())).contains("result false").contains("probe_failed_due_to_regex 1\n");
        }
    }

    @Test
    void imapGoesOnInTlsWithWhomItTrusts() throws Exception {
        try (var server = new RawServer(connection -> {
            say(connection, "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready");
            hear(connection, ". STARTTLS");
            say(connection, ". OK begin");
            try (SSLSocket secured = secured(connection)) {
                hear(secured, ". capability");
                say(secured, "* CAPABILITY IMAP4rev1", ". OK done");
            }
        })) {
            assertThat(probe("imap", server.port())).contains("result true");
            assertThat(probe("imap_untrusting", server.port())).contains("result false");
        }
    }

    @Test
    void aDatabaseIsAskedForTls() throws Exception {
        try (var server = new RawServer(connection -> {
            byte[] request = connection.getInputStream().readNBytes(9);
            assertThat(HexFormat.of().formatHex(request)).isEqualTo("0000000804d2162f0a");
            connection.getOutputStream().write('S');
            try (SSLSocket secured = secured(connection)) {
                secured.getInputStream().read();
            }
        })) {
            assertThat(probe("postgresql", server.port()))
                    .contains("result true")
                    .contains("probe_failed_due_to_bytes 0\n")
                    .contains("probe_ssl_earliest_cert_expiry ");
        }
    }

    @Test
    void tlsFromTheStart() throws Exception {
        try (var server = secure(connection -> {
            hear(connection, "HELO");
            connection.getOutputStream().write("AMQP\r\n".getBytes(StandardCharsets.US_ASCII));
            connection.getInputStream().read();
        })) {
            assertThat(probe("broker", server.port())).contains("result true");
            assertThat(probe("tls_connect", server.port()))
                    .as("nobody vouches for its certificate")
                    .contains("result false");
        }
    }

    @ParameterizedTest
    @CsvSource({"own_ca, true", "never_tls, false"})
    void httpsIsWantedOrNot(String module, boolean success) throws Exception {
        try (var server = secure(connection -> {
            connection.getInputStream().readNBytes(16);
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThat(probe(module, "https://127.0.0.1:" + server.port() + "/"))
                    .contains("result " + success)
                    .contains("probe_http_ssl 1\n");
        }
    }

    @Test
    void headersAndBodyComeFromFiles() throws Exception {
        Files.writeString(folder.resolve("key.txt"), "a-secret\n");
        Files.writeString(folder.resolve("body.txt"), "12345");
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(probe("from_files", server.url())).contains("result true");
            assertThat(server.heads().getFirst())
                    .startsWith("POST / HTTP/1.1")
                    .containsIgnoringCase("x-api-key: a-secret\r\n")
                    .containsIgnoringCase("accept-language: en-US\r\n")
                    .containsIgnoringCase("content-length: 5\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"udp, true", "unwanted, false", "other_code, false"})
    void aNameServerIsAskedByDatagram(String module, boolean success) throws Exception {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread server = Thread.ofVirtual().start(() -> answerOnce(socket));
            assertThat(probe(module, socket.getLocalPort()))
                    .contains("result " + success)
                    .contains("probe_dns_query_succeeded 1\n")
                    .contains("probe_dns_answer_rrs 1\n");
            server.join();
        }
    }

    @Test
    void aNameServerIsAskedOverTcp() throws Exception {
        try (var server = new RawServer(connection -> {
            var in = new DataInputStream(connection.getInputStream());
            byte[] answer = answerTo(in.readNBytes(in.readUnsignedShort()));
            var out = new DataOutputStream(connection.getOutputStream());
            out.writeShort(answer.length);
            // In two parts, as TCP may deliver it.
            out.write(answer, 0, 7);
            out.flush();
            out.write(answer, 7, answer.length - 7);
            connection.getInputStream().read();
        })) {
            assertThat(probe("tcp", server.port()))
                    .contains("result true")
                    .contains("probe_dns_query_succeeded 1\n")
                    .contains("probe_dns_answer_rrs 1\n");
        }
    }

    private static void answerOnce(DatagramSocket socket) {
        try {
            var request = new DatagramPacket(new byte[512], 512);
            socket.receive(request);
            byte[] answer = answerTo(Arrays.copyOf(request.getData(), request.getLength()));
            socket.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The question again, and one address with a pointer to its name. */
    private static byte[] answerTo(byte[] question) {
        byte[] record = HexFormat.of().parseHex("c00c000100010000003c0004c0000207");
        byte[] answer = Arrays.copyOf(question, question.length + record.length);
        answer[2] = (byte) 0x81;
        answer[3] = (byte) 0x80;
        answer[7] = 1;
        System.arraycopy(record, 0, answer, question.length, record.length);
        return answer;
    }

    private RawServer secure(RawServer.Treatment treatment) throws IOException, GeneralSecurityException {
        return new RawServer(treatment, (SSLServerSocket) certificate
                .serving()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress()));
    }

    /** The server's side of a connection that goes on in TLS. */
    private SSLSocket secured(Socket connection) throws IOException {
        try {
            return (SSLSocket) certificate.serving().getSocketFactory().createSocket(connection, null, true);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void say(Socket connection, String... lines) throws IOException {
        for (String line : lines) {
            connection.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        connection.getOutputStream().flush();
    }

    private static void hear(Socket connection, String expected) throws IOException {
        var line = new StringBuilder();
        for (int next = connection.getInputStream().read();
                next >= 0 && next != '\n';
                next = connection.getInputStream().read()) {
            line.append((char) next);
        }
        if (!line.toString().strip().equals(expected)) {
            throw new IOException("heard " + line + " in place of " + expected);
        }
    }

    private String probe(String module, int port) throws Exception {
        return probe(module, "127.0.0.1:" + port);
    }

    /** The metrics, and the result in words. */
    private String probe(String module, String target) throws Exception {
        Modules modules = Modules.parse("m.yml", YAML.replace("FOLDER", folder.toString()));
        assertThat(modules.refused()).isEmpty();
        return Probing.probe(loops, modules, module, target, null);
    }
}
