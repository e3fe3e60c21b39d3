package dev.evenkeel.server.monitor.probe;

import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and how to send it.
 *
 * @param headers names and values, sent as they are; {@code Host} replaces the URL's
 * @param body empty for none
 * @param maxRedirects how many are followed, 0 for none; beyond it the run fails
 * @param version which protocol is spoken
 * @param family which addresses of the host are asked
 * @param keptBody how many bytes of the answer's body are kept; more is {@code overlong}
 * @param tls for {@code https}, also after a redirect
 * @param via whom to connect to instead of the URL's host, as {@code host:port}; null for that
 */
public record HttpRequestSettings(
        URI url,
        HttpMethod method,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        int maxRedirects,
        Version version,
        AddressFamily family,
        int keptBody,
        Overlong overlong,
        TlsClient tls,
        @Nullable String via) {

    /** Which protocol is spoken. */
    public enum Version {
        /** With TLS HTTP/2 where the target speaks it, else HTTP/1.1. */
        AUTO("auto"),
        HTTP_1("1.1"),
        /** HTTP/2 alone; without TLS with prior knowledge. */
        HTTP_2("2");

        private final String label;

        Version(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }

        /** What is offered in the TLS handshake. */
        public List<String> alpn() {
            return switch (this) {
                case AUTO -> List.of("h2", "http/1.1");
                case HTTP_1 -> List.of("http/1.1");
                case HTTP_2 -> List.of("h2");
            };
        }
    }

    /** What becomes of a body that is longer than what is kept. */
    public enum Overlong {
        /** It is read to its end and counted. */
        COUNTED,
        /** The run fails: a condition on a part of it could be wrong. */
        FAILS
    }

    HttpRequestSettings toUrl(URI other, HttpMethod otherMethod, byte[] otherBody) {
        return new HttpRequestSettings(
                other, otherMethod, headers, otherBody, maxRedirects, version, family, keptBody, overlong, tls, via);
    }

    /** Without what is meant for the first host alone. */
    HttpRequestSettings withoutSecrets() {
        List<Map.Entry<String, String>> harmless = headers.stream()
                .filter(header -> !header.getKey().equalsIgnoreCase("authorization")
                        && !header.getKey().equalsIgnoreCase("cookie")
                        && !header.getKey().equalsIgnoreCase("host"))
                .toList();
        return new HttpRequestSettings(
                url, method, harmless, body, maxRedirects, version, family, keptBody, overlong, tls, null);
    }

    int port() {
        return url.getPort() > 0 ? url.getPort() : secure() ? 443 : 80;
    }

    boolean secure() {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    /** Host and, where it isn't the usual one, port. */
    String authority() {
        return url.getPort() > 0 ? url.getHost() + ":" + url.getPort() : url.getHost();
    }

    String pathAndQuery() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
}
