package dev.evenkeel.server.config;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a check speaks HTTP.
 *
 * @param headers set on each request; their values are secret
 * @param body empty for none
 * @param maxRedirects how many are followed, 0 for none
 * @param maxBodySize how much of a body the conditions can look at, in bytes
 */
public record HttpCheckConfig(
        String method,
        Map<String, Secret> headers,
        String body,
        int maxRedirects,
        HttpVersionChoice httpVersion,
        long maxBodySize) {
    /** With a GET and nothing else. */
    public static final HttpCheckConfig DEFAULT =
            new HttpCheckConfig("GET", Map.of(), "", 10, HttpVersionChoice.AUTO, 1 << 20);

    private static final Set<String> KEYS =
            Set.of("method", "headers", "body", "maxRedirects", "httpVersion", "maxBodySize");

    /** Which protocol is spoken. */
    public enum HttpVersionChoice {
        /** With TLS HTTP/2 where the target speaks it, else HTTP/1.1. */
        AUTO("auto"),
        HTTP_1("1.1"),
        HTTP_2("2");

        private final String label;

        HttpVersionChoice(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    static HttpCheckConfig from(Section section, URI url) {
        var config = new HttpCheckConfig(
                method(section, DEFAULT.method),
                headers(section),
                section.has("body") ? section.text("body", "") : "",
                section.integer("maxRedirects", DEFAULT.maxRedirects, 0, 50),
                section.oneOf("httpVersion", DEFAULT.httpVersion),
                section.size("maxBodySize", DEFAULT.maxBodySize, 0, 64 << 20));
        if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
            KEYS.stream()
                    .filter(section::has)
                    .forEach(key -> section.reject(
                            key, "is for checks of http:// and https:// alone: delete it, or change the url"));
        }
        return config;
    }

    static String method(Section section, String fallback) {
        String method = section.text("method", fallback);
        if (!method.matches("[A-Z]{1,20}") || method.equals("CONNECT")) {
            section.reject("method", method + " can't be sent: write GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS");
            return fallback;
        }
        return method;
    }

    static Map<String, Secret> headers(Section section) {
        var headers = new TreeMap<String, Secret>();
        section.secrets("headers").forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
                    || !value.value().matches("[\\t\\x20-\\x7e\\x80-\\xff]*")) {
                section.reject("headers", name + " is no header that can be sent: check its name and value");
            } else {
                headers.put(name, value);
            }
        });
        return Map.copyOf(headers);
    }
}
