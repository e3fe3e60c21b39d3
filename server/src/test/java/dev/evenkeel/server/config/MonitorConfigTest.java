package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.probe.FlapControl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitorConfigTest {
    @TempDir
    Path folder;

    @Test
    void everyKeyIsMapped() throws ConfigException {
        MonitorConfig config = new Configs(folder).load("""
                monitor:
                  checks:
                    - name: status
                      url: http://127.0.0.1:9000/status?a=b
                      service: status-server
                      environment: production
                      interval: 2s
                      timeout: 1s
                      conditions: ["status in [200, 204]", "latency < 300ms"]
                      failureThreshold: 3
                      successThreshold: 1
                      ipVersion: 6
                      method: HEAD
                      headers: {X-A: b}
                      httpVersion: 2
                      maxRedirects: 0
                    - {url: "dns://9.9.9.9:5353/example.org?type=mx&tcp=true", interval: 5s}
                  actions:
                    - {name: toggle, method: POST, url: "http://127.0.0.1:9000/flaky", interval: 10s}
                  maintenance:
                    - {name: n, checks: [status], days: [sat, sun], from: "02:00", to: "04:00", timezone: Europe/Vienna}
                """).monitor();

        CheckConfig status = config.checks().getFirst();
        assertThat(status.url()).isEqualTo(URI.create("http://127.0.0.1:9000/status?a=b"));
        assertThat(status.service()).isEqualTo("status-server");
        assertThat(status.interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(status.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(status.conditions())
                .extracting(Object::toString)
                .containsExactly("status in [200, 204]", "latency < 300ms");
        assertThat(status.flapControl()).isEqualTo(new FlapControl(3, 1));
        assertThat(status.ipVersion()).isEqualTo(CheckConfig.IpVersion.V6);
        assertThat(status.http().method()).isEqualTo("HEAD");
        assertThat(status.http().httpVersion()).isEqualTo(HttpCheckConfig.HttpVersionChoice.HTTP_2);
        CheckConfig dns = config.checks().get(1);
        assertThat(dns.name()).isEqualTo("check-2");
        assertThat(dns.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(DnsTarget.of(dns.url())).isEqualTo(new DnsTarget("9.9.9.9", 5353, "example.org", "MX", true));
        assertThat(config.actions().getFirst().interval()).isEqualTo(Duration.ofSeconds(10));
        MaintenanceConfig window = config.maintenance().getFirst();
        assertThat(window.isFor("status")).isTrue();
        assertThat(window.isFor("check-2")).isFalse();
        assertThat(window.window().covers(Instant.parse("2026-11-21T01:30:00Z")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: a} | url: is missing",
                "{url: \"ftp://a/\"} | begins with none of dns, http, https, tcp, tls",
                "{url: \"http://u:p@a/\"} | has a login in it",
                "{url: \"http:///path\"} | names no host",
                "{url: \"http://a:0/\"} | has a port that doesn't exist",
                "{url: \"tcp://a\"} | names no port",
                "{url: \"http://a b/\"} | character 9 can't stand in an address",
                "{url: \"http://a/#x\"} | has a # in it",
                "{url: \"dns://9.9.9.9\"} | names nothing to ask for",
                "{url: \"dns://9.9.9.9/a?type=XYZ\"} | type=XYZ is not known here",
                "{url: \"http://a/\", interval: 500ms} | out of range: write a duration from 1s",
                "{url: \"http://a/\", interval: 2s, timeout: 3s} | is longer than the interval of 2s",
                "{url: \"http://a/\", conditions: [\"latency < 300xs\"]} | character 14 of 'latency < 300xs': unknown unit xs",
                "{url: \"http://a/\", conditions: [\"stat == 1\"]} | stat is unknown",
                "{url: \"http://a/\", method: get} | get can't be sent",
                "{url: \"http://a/\", headers: {\"a b\": c}} | a b is no header",
                "{url: \"tcp://a:1\", method: POST} | is for checks of http:// and https:// alone",
                "{url: \"http://a/\", tls: {key: k.pem}} | certificate: a client certificate needs both",
                "{url: \"http://a/\", failureThreshold: 0} | out of range",
                "{url: \"http://a/\", ipVersion: 5} | is not known",
                "{url: \"http://a/\", condition: x} | unknown key, did you mean conditions?",
            })
    void mistakesInChecksAreNamed(String check, String message) {
        assertThat(new Configs(folder).errors("monitor:\n  checks:\n    - " + check + "\n"))
                .anySatisfy(error -> assertThat(error).startsWith("F:3:").contains(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{to: \"04:00\"} | from: is missing",
                "{from: \"02:00\"} | either to or duration",
                "{from: \"02:00\", to: \"04:00\", duration: 1h} | either to or duration",
                "{from: \"25:00\", to: \"26:00\"} | are both times of day",
                "{from: \"2026-11-21T10:00:00Z\", to: \"2026-11-21T09:00:00Z\"} | not after its start",
                "{from: \"02:00\", to: \"04:00\", days: [someday]} | someday is no day",
                "{from: \"02:00\", to: \"04:00\", timezone: Vienna} | Vienna is not known: write an IANA name",
                "{from: \"02:00\", to: \"04:00\", checks: [x]} | there is no check x",
            })
    void mistakesInMaintenanceAreNamed(String window, String message) {
        assertThat(new Configs(folder).errors("monitor:\n  maintenance:\n    - " + window + "\n"))
                .anySatisfy(error -> assertThat(error).startsWith("F:3:").contains(message));
    }

    @Test
    void namesAreUnique() {
        assertThat(new Configs(folder).errors("""
                        monitor:
                          checks:
                            - {name: a, url: "http://a/"}
                            - {name: a, url: "http://b/"}
                        """))
                .containsExactly("F:4:14: monitor.checks[1].name: another check has this name: give each its own");
    }
}
