package dev.evenkeel.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a route's requests go.
 *
 * @param app whose ready replicas are asked; null for {@code endpoints}
 * @param endpoints addresses; a host name stands for every address that it resolves to
 * @param path what is asked there, with the parameters of the match's path, and {@code /**} at the end for what its
 *     own stood for; null to ask for what the caller asked for
 * @param headers set on each request; their values are secret
 * @param preserveHost sends the caller's {@code Host} instead of the endpoint's
 * @param connectTimeout for one connection
 * @param idleTimeout until a connection without a request is closed
 * @param trust PEM certificates to trust beside or instead of the system's; null for the system's
 * @param verify whether the certificate of an {@code https} endpoint must be valid for its name
 * @param resolveInterval between two looks at DNS
 */
public record UpstreamConfig(
        @Nullable String app,
        List<URI> endpoints,
        @Nullable String path,
        Map<String, Secret> headers,
        boolean preserveHost,
        Duration connectTimeout,
        Duration idleTimeout,
        @Nullable Path trust,
        boolean verify,
        Duration resolveInterval) {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^{}]*)}");

    /** Written into each request by the gateway, in lower case; a second line would contradict it. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "upgrade",
            "te",
            "trailer",
            "keep-alive",
            "proxy-connection",
            "expect",
            "via",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-request-id",
            "x-evenkeel-timeout-ms");

    /** One that goes to addresses. */
    public UpstreamConfig(
            List<URI> endpoints,
            @Nullable String path,
            Map<String, Secret> headers,
            boolean preserveHost,
            Duration connectTimeout,
            Duration idleTimeout,
            @Nullable Path trust,
            boolean verify,
            Duration resolveInterval) {
        this(null, endpoints, path, headers, preserveHost, connectTimeout, idleTimeout, trust, verify, resolveInterval);
    }

    /** Endpoints alone. */
    public static UpstreamConfig of(List<URI> endpoints) {
        return new UpstreamConfig(
                null,
                List.copyOf(endpoints),
                null,
                Map.of(),
                false,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                null,
                true,
                Duration.ofSeconds(30));
    }

    static UpstreamConfig from(Section section, MatchConfig match) {
        UpstreamConfig fallback = of(List.of());
        Duration tenMillis = Duration.ofMillis(10);
        String app = section.has("app") ? section.text("app", "") : null;
        List<URI> endpoints = section.urls("endpoints");
        if (!section.has("endpoints") && app == null) {
            section.reject("endpoints", "a route needs at least one address, as in [http://127.0.0.1:8000]");
        } else if (!endpoints.isEmpty() && app != null) {
            section.reject("app", "a route goes to an app or to endpoints: delete one of them");
        }
        String path = section.has("path") ? section.text("path", "/") : null;
        if (path != null) {
            checkPath(section, path, match);
        }
        var headers = new TreeMap<String, Secret>();
        section.secrets("headers").forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
                    || !value.value().matches("[\\t\\x20-\\x7e\\x80-\\xff]*")) {
                section.reject("headers", name + " is no header that can be sent: check its name and value");
            } else if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                section.reject(
                        "headers",
                        name + " is written by the gateway itself: leave it out"
                                + (name.equalsIgnoreCase("Host") ? ", and see preserveHost" : ""));
            }
            headers.put(name, value);
        });
        return new UpstreamConfig(
                app,
                endpoints,
                path,
                Map.copyOf(headers),
                section.bool("preserveHost", fallback.preserveHost),
                section.duration("connectTimeout", fallback.connectTimeout, tenMillis, Duration.ofMinutes(1)),
                section.duration("idleTimeout", fallback.idleTimeout, tenMillis, Duration.ofHours(1)),
                section.has("trust") ? section.path("trust", Path.of("")) : null,
                section.bool("verify", fallback.verify),
                section.duration(
                        "resolveInterval", fallback.resolveInterval, Duration.ofMillis(100), Duration.ofHours(1)));
    }

    private static void checkPath(Section section, String path, MatchConfig match) {
        Matcher matcher = PARAMETER.matcher(path);
        while (matcher.find()) {
            if (!match.parameters().contains(matcher.group(1))) {
                section.reject(
                        "path",
                        "match.path has no parameter {" + matcher.group(1) + "}: known are " + match.parameters());
            }
        }
        boolean rest = path.endsWith("/**");
        String fixed = PARAMETER
                .matcher(rest ? path.substring(0, path.length() - 3) : path)
                .replaceAll("");
        if (!path.startsWith("/") || fixed.matches(".*[{}*?#\\s].*")) {
            section.reject(
                    "path", "write a path as in /a/b, with parameters of match.path as in /a/{id}, or ending in /**");
        }
        if (rest && !match.path().endsWith("/**")) {
            section.reject("path", "only ends in /** where match.path does: it is " + match.path());
        }
    }
}
