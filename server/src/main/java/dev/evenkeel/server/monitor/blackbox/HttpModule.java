package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.core.probe.Timings;
import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.HttpProbe;
import dev.evenkeel.server.monitor.probe.HttpRequestSettings;
import dev.evenkeel.server.monitor.probe.Probe;
import dev.evenkeel.server.monitor.probe.TlsClient;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The prober {@code http}. */
record HttpModule(HttpModuleSettings settings) implements Prober {
    private static final int MAX_REDIRECTS = 10;
    private static final int KEPT = 16 << 20;

    @Override
    public Probe probe(String target, @Nullable String hostname) throws IOException {
        URI url;
        try {
            url = new URI(target.matches("(?i)https?://.*") ? target : "http://" + target);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the target " + target + " is no address", e);
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException("the target " + target + " names no host");
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>(settings.allHeaders());
        String host = headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase("host"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (hostname != null) {
            if (host != null && !host.equals(hostname)) {
                throw new IllegalArgumentException("host header defined both in module configuration (" + host
                        + ") and with URL-parameter 'hostname' (" + hostname + ")");
            }
            headers.add(Map.entry("Host", hostname));
            host = hostname;
        }
        TlsClient.Settings tls = settings.tls();
        if (tls.serverName() == null && host != null) {
            tls = new TlsClient.Settings(
                    tls.verify(), tls.trust(), tls.certificate(), tls.key(), host.replaceAll(":\\d+$", ""), List.of());
        }
        HttpRequestSettings.Version version =
                settings.http2() ? HttpRequestSettings.Version.AUTO : HttpRequestSettings.Version.HTTP_1;
        return new HttpProbe(new HttpRequestSettings(
                url,
                HttpMethod.valueOf(settings.method()),
                headers,
                settings.bodyBytes(),
                settings.followRedirects() ? MAX_REDIRECTS : 0,
                version,
                settings.family(),
                KEPT,
                HttpRequestSettings.Overlong.COUNTED,
                TlsClient.load(tls, version.alpn()),
                null));
    }

    @Override
    public boolean judge(Answer answer, ProbeText text) {
        Integer status = answer.answered() ? answer.status() : null;
        boolean secure = !answer.certificates().isEmpty();
        var verdict = new HttpVerdict(settings, answer, text);
        boolean success = status != null && verdict.holds(secure);
        Common.address(answer, text);
        text.gauge(
                "probe_failed_due_to_regex",
                "Indicates if probe failed due to regex",
                verdict.failedDueToRegex() ? 1 : 0);
        String length = answer.header("content-length");
        text.gauge(
                "probe_http_content_length",
                "Length of http content response",
                status == null ? 0 : length == null || !length.matches("\\d{1,18}") ? -1 : Double.parseDouble(length));
        durations(answer.timings(), text);
        lastModified(answer, text);
        text.gauge("probe_http_redirects", "The number of redirects", answer.redirects());
        text.gauge("probe_http_ssl", "Indicates if SSL was used for the final redirect", secure ? 1 : 0);
        text.gauge("probe_http_status_code", "Response HTTP status code", status == null ? 0 : status);
        text.gauge("probe_http_uncompressed_body_length", "Length of uncompressed response body", (double)
                verdict.bodyLength());
        String protocol = answer.protocol();
        text.gauge(
                "probe_http_version",
                "Returns the version of HTTP of the probe response",
                status == null || protocol == null ? 0 : Double.parseDouble(protocol.replace("HTTP/", "")));
        TlsText.write(answer, settings.tls().verify(), text);
        return success;
    }

    private static void durations(Timings timings, ProbeText text) {
        String name = "probe_http_duration_seconds";
        text.family(name, "Duration of http request by phase, summed over all redirects")
                .sample(name, Map.of("phase", "connect"), Common.seconds(timings.connect()))
                .sample(name, Map.of("phase", "processing"), Common.seconds(timings.firstByte()))
                .sample(name, Map.of("phase", "resolve"), Common.seconds(timings.dns()))
                .sample(name, Map.of("phase", "tls"), Common.seconds(timings.tls()))
                .sample(name, Map.of("phase", "transfer"), Common.seconds(timings.transfer()));
    }

    private static void lastModified(Answer answer, ProbeText text) {
        String modified = answer.header("last-modified");
        if (modified == null) {
            return;
        }
        try {
            long at = ZonedDateTime.parse(modified, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toEpochSecond();
            text.gauge(
                    "probe_http_last_modified_timestamp_seconds",
                    "Returns the Last-Modified HTTP response header in unixtime",
                    (double) at);
        } catch (DateTimeException e) {
            text.note("Last-Modified is no date: " + modified);
        }
    }
}
