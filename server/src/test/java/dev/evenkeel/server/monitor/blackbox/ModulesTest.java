package dev.evenkeel.server.monitor.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.server.monitor.probe.ProbeClock;
import dev.evenkeel.server.monitor.probe.ProbeLoops;
import dev.evenkeel.server.monitor.probe.RawServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModulesTest {
    private static final String YAML = """
            modules:
              plain: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}
              post: {prober: http, http: {method: POST, headers: {Content-Type: application/json}, body: '{}'}}
              codes: {prober: http, http: {valid_status_codes: [404, 503]}}
              versions: {prober: http, http: {valid_http_versions: ["HTTP/2.0"]}}
              body_not: {prober: http, http: {fail_if_body_matches_regexp: ["Could not connect"]}}
              body_must: {prober: http, http: {fail_if_body_not_matches_regexp: ["wel(come|l)"]}}
              cookies: {prober: http, http: {fail_if_header_matches: [{header: Set-Cookie, allow_missing: true, regexp: '.*'}]}}
              origin: {prober: http, http: {fail_if_header_not_matches: [{header: Access-Control-Allow-Origin, regexp: '(\\*|example\\.com)'}]}}
              tls_only: {prober: http, http: {fail_if_not_ssl: true}}
              limit: {prober: http, http: {body_size_limit: 5B}}
              basic: {prober: http, http: {basic_auth: {username: username, password: mysecret}}}
              gzip: {prober: http, http: {compression: gzip}}
              connect: {prober: tcp, timeout: 5s}
              irc:
                prober: tcp
                tcp:
                  query_response:
                    - send: "NICK prober"
                    - send: "USER prober prober prober :prober"
                    - expect: "PING :([^ ]+)"
                      send: "PONG ${1}"
                    - expect: "^:[^ ]+ 001 (?P<who>.*)"
                      labels: [{name: server, value: "x"}]
              bytes: {prober: tcp, tcp: {query_response: [{send: !!binary AAAACATSFi8=, expect_bytes: ""}, {expect_bytes: S}]}}
              icmp: {prober: icmp, timeout: 5s, icmp: {preferred_ip_protocol: ip4}}
              proxy: {prober: http, http: {proxy_url: "http://127.0.0.1:3128"}}
              soa: {prober: dns, dns: {query_name: prometheus.io, query_type: SOA}}
            """.replace("(?P<who>.*)", "(.*)");

    private final ProbeLoops loops =
            ProbeLoops.start(1, new ProbeClock(InstantSource.system(), System::nanoTime), new SplittableRandom(1));

    @AfterEach
    void close() {
        loops.close();
    }

    @ParameterizedTest
    @CsvSource({
        "plain, true",
        "post, true",
        "codes, false",
        "versions, false",
        "body_not, true",
        "body_must, true",
        "cookies, true",
        "origin, false",
        "tls_only, false",
        "limit, false",
        "basic, true",
        "gzip, false"
    })
    void httpModulesDoWhatTheySay(String module, boolean success) throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nwelcome")) {
            assertThat(probe(module, server.url(), null)).contains("result " + success);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"codes, true", "plain, false", "body_not, false", "cookies, false"})
    void andNoticeWhatIsWrong(String module, boolean success) throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 " + (module.equals("cookies") ? 200 : 503)
                + " X\r\nSet-Cookie: a=b\r\nContent-Length: 17\r\n\r\nCould not connect")) {
            assertThat(probe(module, server.url(), null)).contains("result " + success);
        }
    }

    @Test
    void requestsAreAsTheModuleSays() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            probe("post", server.url(), "vhost.example");
            probe("basic", server.url(), null);
            assertThat(server.heads().getFirst())
                    .startsWith("POST / HTTP/1.1")
                    .containsIgnoringCase("host: vhost.example")
                    .containsIgnoringCase("content-length: 2");
            assertThat(server.heads().get(1)).contains("Basic dXNlcm5hbWU6bXlzZWNyZXQ=");
        }
    }

    @Test
    void metricsHaveTheNamesThatDashboardsKnow() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nLast-Modified: Sat, 21 Nov 2026 10:00:00 GMT\r\n"
                + "Content-Length: 2\r\n\r\nok")) {
            assertThat(probe("plain", server.url(), null))
                    .contains("probe_http_status_code 200\n")
                    .contains("probe_http_content_length 2\n")
                    .contains("probe_http_uncompressed_body_length 2\n")
                    .contains("probe_http_version 1.1\n")
                    .contains("probe_http_ssl 0\n")
                    .contains("probe_http_redirects 0\n")
                    .contains("probe_ip_protocol 4\n")
                    .contains("probe_failed_due_to_regex 0\n")
                    .contains("probe_http_last_modified_timestamp_seconds 1795255200\n")
                    .contains("probe_http_duration_seconds{phase=\"processing\"}");
        }
    }

    @Test
    void linesAreExpectedAndAnswered() throws Exception {
        try (var server = new RawServer(ModulesTest::irc)) {
            String target = "127.0.0.1:" + server.port();
            assertThat(probe("irc", target, null))
                    .contains("result true")
                    .contains("probe_expect_info{server=\"x\"} 1\n");
            assertThat(probe("connect", target, null)).contains("result true");
        }
    }

    @Test
    void aLineThatDoesNotComeIsAFailureOfTheExpression() throws Exception {
        try (var server = new RawServer(connection ->
                connection.getOutputStream().write("ERROR go away\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            assertThat(probe("irc", "127.0.0.1:" + server.port(), null)).contains("result false");
        }
    }

    @Test
    void bytesAreSentAndExpected() throws Exception {
        try (var server = new RawServer(connection -> {
            byte[] request = connection.getInputStream().readNBytes(9);
            connection.getOutputStream().write(request[6] == 0x16 ? 'S' : 'N');
            connection.getInputStream().read();
        })) {
            assertThat(probe("bytes", "127.0.0.1:" + server.port(), null))
                    .contains("result true")
                    .contains("probe_failed_due_to_bytes 0\n");
        }
    }

    @Test
    void whatIsNotSupportedIsRefusedWithTheReason() throws Exception {
        Modules modules = Modules.parse("m.yml", YAML);
        assertThat(modules.refused()).containsOnlyKeys("icmp", "proxy");
        Module icmp = modules.find("icmp").orElseThrow();
        assertThatThrownBy(() -> icmp.prober().probe("127.0.0.1", null)).hasMessageContaining("not permitted");
        assertThat(modules.refused().get("proxy")).contains("proxy_url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "modules: {a: {prober: smtp}} | m.yml: modules.a.prober: 'smtp' is not valid",
                "modules: {a: {prober: http, http: {metod: GET}}} | m.yml: modules.a.http.metod: unknown key",
                "modules: {a: {prober: http, timeout: 5}} | m.yml: modules.a.timeout: 5 is no duration",
                "modules: {a: {prober: dns}} | m.yml: modules.a.dns.query_name: is missing",
                "modules: {a: {prober: http, http: {valid_status_codes: [ok]}}} | valid_status_codes: ok is no status",
                "modules: {a: {prober: http, http: {fail_if_body_matches_regexp: ['(']}}} | is no regular expression",
                "modules: [a] | m.yml: modules: a mapping goes here",
                "moduls: {} | m.yml: moduls: unknown key",
            })
    void mistakesAreNamedWithTheirPlace(String yaml, String message) {
        assertThatThrownBy(() -> Modules.parse("m.yml", yaml))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    private static void irc(Socket connection) throws IOException {
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        String nick = in.readLine();
        in.readLine();
        if ("NICK prober".equals(nick)) {
            connection.getOutputStream().write("NOTICE hello\r\nPING :abc\r\n".getBytes(StandardCharsets.US_ASCII));
            String pong = in.readLine();
            String answer = "PONG abc".equals(pong) ? ":irc.example 001 prober\r\n" : "ERROR " + pong + "\r\n";
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            in.readLine();
        }
    }

    /** The metrics, and the result in words. */
    private String probe(String module, String target, String hostname) throws Exception {
        return Probing.probe(loops, Modules.parse("m.yml", YAML), module, target, hostname);
    }
}
