package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Condition;
import dev.evenkeel.core.probe.ConditionException;
import dev.evenkeel.core.probe.FlapControl;
import dev.evenkeel.core.probe.TargetSource.Target;
import dev.evenkeel.server.config.ActionConfig;
import dev.evenkeel.server.config.CheckConfig;
import dev.evenkeel.server.config.CheckTlsConfig;
import dev.evenkeel.server.config.DnsTarget;
import dev.evenkeel.server.config.HttpCheckConfig;
import dev.evenkeel.server.config.MonitorConfig;
import dev.evenkeel.server.config.Secret;
import dev.evenkeel.server.monitor.probe.AddressFamily;
import dev.evenkeel.server.monitor.probe.DnsProbe;
import dev.evenkeel.server.monitor.probe.HttpProbe;
import dev.evenkeel.server.monitor.probe.HttpRequestSettings;
import dev.evenkeel.server.monitor.probe.Probe;
import dev.evenkeel.server.monitor.probe.TcpProbe;
import dev.evenkeel.server.monitor.probe.TlsClient;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From what is written to what can be run. Probes that speak TLS alike share their set-up. */
public final class CheckFactory {
    private final Map<TlsKey, TlsClient> shared = new HashMap<>();

    /** A check and how to run it. */
    public record Ready(Check check, Probe probe) {}

    private record TlsKey(TlsClient.Settings settings, List<String> alpn) {}

    /** @throws IOException when a file of the TLS settings can't be used; names the check and the file */
    public Ready of(CheckConfig config) throws IOException {
        Probe probe;
        try {
            probe = probe(config);
        } catch (IOException e) {
            throw new IOException("check " + config.name() + ": " + e.getMessage(), e);
        }
        List<Condition> conditions = config.conditions().isEmpty() ? usual(config.kind()) : config.conditions();
        var check = new Check(
                config.name(),
                config.kind(),
                withoutQuery(config, probe),
                config.service(),
                config.environment(),
                config.interval(),
                config.timeout(),
                config.flapControl(),
                conditions,
                "config");
        return new Ready(check, probe);
    }

    /** A check of what somebody knows of. */
    Ready of(String origin, Target target, MonitorConfig.Discover how) throws IOException {
        var config = new CheckConfig(
                origin + "/" + target.name(),
                target.url(),
                target.service(),
                target.environment(),
                how.interval(),
                how.timeout(),
                new FlapControl(how.failureThreshold(), 1),
                List.of(),
                CheckConfig.IpVersion.AUTO,
                HttpCheckConfig.DEFAULT,
                CheckTlsConfig.DEFAULT);
        Ready ready = of(config);
        Check check = ready.check();
        return new Ready(
                new Check(
                        check.name(),
                        check.kind(),
                        check.target(),
                        check.service(),
                        check.environment(),
                        check.interval(),
                        check.timeout(),
                        check.flapControl(),
                        check.conditions(),
                        origin),
                ready.probe());
    }

    Probe of(ActionConfig config) throws IOException {
        return new HttpProbe(new HttpRequestSettings(
                config.url(),
                HttpMethod.valueOf(config.method()),
                headers(config.headers()),
                config.body().getBytes(StandardCharsets.UTF_8),
                0,
                HttpRequestSettings.Version.AUTO,
                AddressFamily.ANY,
                0,
                HttpRequestSettings.Overlong.COUNTED,
                tls(CheckTlsConfig.DEFAULT, HttpRequestSettings.Version.AUTO.alpn()),
                null));
    }

    private Probe probe(CheckConfig config) throws IOException {
        URI url = config.url();
        return switch (config.kind()) {
            case "http" -> http(config);
            case "tcp" -> new TcpProbe(url.getHost(), url.getPort(), family(config), null, null, null);
            case "tls" ->
                new TcpProbe(url.getHost(), url.getPort(), family(config), tls(config.tls(), List.of()), null, null);
            default -> {
                DnsTarget target = DnsTarget.of(url);
                yield new DnsProbe(
                        target.server(),
                        target.port(),
                        target.name(),
                        DnsRecordType.valueOf(target.type()),
                        true,
                        target.tcp(),
                        family(config));
            }
        };
    }

    private Probe http(CheckConfig config) throws IOException {
        HttpCheckConfig http = config.http();
        HttpRequestSettings.Version version = switch (http.httpVersion()) {
            case AUTO -> HttpRequestSettings.Version.AUTO;
            case HTTP_1 -> HttpRequestSettings.Version.HTTP_1;
            case HTTP_2 -> HttpRequestSettings.Version.HTTP_2;
        };
        boolean readsBody = config.conditions().stream().anyMatch(Condition::readsBody);
        return new HttpProbe(new HttpRequestSettings(
                config.url(),
                HttpMethod.valueOf(http.method()),
                headers(http.headers()),
                http.body().getBytes(StandardCharsets.UTF_8),
                http.maxRedirects(),
                version,
                family(config),
                readsBody ? Math.toIntExact(http.maxBodySize()) : 0,
                readsBody ? HttpRequestSettings.Overlong.FAILS : HttpRequestSettings.Overlong.COUNTED,
                tls(config.tls(), version.alpn()),
                null));
    }

    private TlsClient tls(CheckTlsConfig config, List<String> alpn) throws IOException {
        var settings = new TlsClient.Settings(
                config.verify(), config.trust(), config.certificate(), config.key(), config.serverName(), List.of());
        var key = new TlsKey(settings, alpn);
        TlsClient known = shared.get(key);
        if (known == null) {
            known = TlsClient.load(settings, alpn);
            shared.put(key, known);
        }
        return known;
    }

    private static AddressFamily family(CheckConfig config) {
        return switch (config.ipVersion()) {
            case AUTO -> AddressFamily.ANY;
            case V4 -> AddressFamily.IPV4;
            case V6 -> AddressFamily.IPV6;
        };
    }

    private static List<Map.Entry<String, String>> headers(Map<String, Secret> headers) {
        return headers.entrySet().stream()
                .map(header -> Map.entry(header.getKey(), header.getValue().value()))
                .toList();
    }

    /** Secrets are often in the query of a URL, so it isn't shown. */
    private static String withoutQuery(CheckConfig config, Probe probe) {
        String target = probe.target();
        int query = target.indexOf('?');
        return config.kind().equals("http") && query >= 0 ? target.substring(0, query) : target;
    }

    private static List<Condition> usual(String kind) {
        try {
            return switch (kind) {
                case "http" -> List.of(Condition.parse("status in 200..299"));
                case "dns" -> List.of(Condition.parse("rcode == NOERROR"));
                default -> List.of();
            };
        } catch (ConditionException e) {
            throw new IllegalStateException(e);
        }
    }
}
