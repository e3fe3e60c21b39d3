package dev.evenkeel.server.config;

import dev.evenkeel.core.probe.Condition;
import dev.evenkeel.core.probe.ConditionException;
import dev.evenkeel.core.probe.FlapControl;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One check as it is written.
 *
 * @param url what is asked, by a scheme that says how: web, {@code tcp}, {@code tls} or {@code dns}
 * @param service the service that it stands for, as deployments name it; null for none
 * @param environment as deployments name it; null for none
 * @param conditions what the answer must meet; empty for what is usual
 * @param ipVersion which addresses of a name are asked
 * @param http how HTTP is spoken
 */
public record CheckConfig(
        String name,
        URI url,
        @Nullable String service,
        @Nullable String environment,
        Duration interval,
        Duration timeout,
        FlapControl flapControl,
        List<Condition> conditions,
        IpVersion ipVersion,
        HttpCheckConfig http,
        CheckTlsConfig tls) {
    static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(10);
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> SCHEMES = Set.of("http", "https", "tcp", "tls", "dns");
    private static final String EXAMPLES =
            "write it as in https://example.org/health, tcp://db:5432, tls://example.org:443 or"
                    + " dns://9.9.9.9/example.org?type=MX";

    /** Which addresses of a name are asked. */
    public enum IpVersion {
        /** IPv4 where there is one, else IPv6. */
        AUTO("auto"),
        V4("4"),
        V6("6");

        private final String label;

        IpVersion(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** {@code http}, {@code tcp}, {@code tls} or {@code dns}. */
    public String kind() {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        return scheme.equals("https") ? "http" : scheme;
    }

    static CheckConfig from(Section section, String fallbackName) {
        Duration interval = section.duration("interval", Duration.ofSeconds(30), SHORTEST_INTERVAL, LONGEST_INTERVAL);
        URI url = target(section, SCHEMES);
        return new CheckConfig(
                section.text("name", fallbackName),
                url,
                optional(section, "service"),
                optional(section, "environment"),
                interval,
                timeout(section, USUAL_TIMEOUT, interval),
                new FlapControl(
                        section.integer("failureThreshold", 2, 1, 1000),
                        section.integer("successThreshold", 2, 1, 1000)),
                conditions(section),
                section.oneOf("ipVersion", IpVersion.AUTO),
                HttpCheckConfig.from(section, url),
                CheckTlsConfig.from(section.section("tls")));
    }

    /** Not longer than the interval, so that a target is never asked twice at once. */
    static Duration timeout(Section section, Duration usual, Duration interval) {
        Duration fallback = usual.compareTo(interval) < 0 ? usual : interval;
        Duration timeout = section.duration("timeout", fallback, SHORTEST_TIMEOUT, LONGEST_INTERVAL);
        if (timeout.compareTo(interval) > 0) {
            section.reject(
                    "timeout",
                    "is longer than the interval of " + Durations.format(interval)
                            + ", so that a slow target would be asked again before it answered: shorten it, or lengthen"
                            + " the interval");
        }
        return timeout;
    }

    static @Nullable String optional(Section section, String key) {
        String text = section.has(key) ? section.text(key, "") : "";
        return text.isEmpty() ? null : text;
    }

    static URI target(Section section, Set<String> schemes) {
        URI fallback = URI.create("http://localhost");
        if (!section.has("url")) {
            section.reject("url", "is missing: " + EXAMPLES);
            return fallback;
        }
        String text = section.text("url", "");
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            section.reject("url", "character " + (e.getIndex() + 1) + " can't stand in an address: " + EXAMPLES);
            return fallback;
        }
        String wrong = wrongWith(url, schemes);
        if (wrong != null) {
            section.reject("url", wrong);
            return fallback;
        }
        return url;
    }

    /**
     * The target that a text names.
     *
     * @throws IllegalArgumentException when it names none; the message says what is wrong, without the text
     */
    public static URI target(String text) {
        try {
            URI url = new URI(text);
            String wrong = wrongWith(url, SCHEMES);
            if (wrong != null) {
                throw new IllegalArgumentException(wrong);
            }
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "can't be an address, because of its character " + (e.getIndex() + 1) + ": " + EXAMPLES, e);
        }
    }

    private static @Nullable String wrongWith(URI url, Set<String> schemes) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!schemes.contains(scheme)) {
            return "begins with none of "
                    + YamlText.words(schemes.stream().sorted().toList()) + ": " + EXAMPLES;
        } else if (url.getRawUserInfo() != null) {
            return "has a login in it: send it as a header, as in headers: {Authorization: Basic …}";
        } else if (scheme.equals("dns")) {
            return DnsTarget.wrongWith(url);
        } else if (url.getHost() == null) {
            return "names no host: " + EXAMPLES;
        } else if (url.getPort() == 0 || url.getPort() > 65_535) {
            return "has a port that doesn't exist: write 1 to 65535";
        } else if ((scheme.equals("tcp") || scheme.equals("tls")) && url.getPort() < 0) {
            return "names no port: " + EXAMPLES;
        } else if (url.getRawFragment() != null) {
            return "has a # in it, which is never sent: delete it and what follows";
        }
        return null;
    }

    private static List<Condition> conditions(Section section) {
        var conditions = new ArrayList<Condition>();
        for (String text : section.texts("conditions")) {
            try {
                conditions.add(Condition.parse(text));
            } catch (ConditionException e) {
                section.reject("conditions", String.valueOf(e.getMessage()));
            }
        }
        return List.copyOf(conditions);
    }
}
