package dev.evenkeel.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway listens, what it puts up with from callers, and its routes in the order in which they are tried.
 *
 * @param host a name or address of this machine; {@code 0.0.0.0} for all of them
 * @param port 0 for any free one
 * @param threads event loops; 0 for one a processor
 * @param tls null for plain HTTP
 * @param limits what one caller's connection may ask for
 * @param accessLog which requests are logged
 */
public record GatewayConfig(
        String host,
        int port,
        int threads,
        @Nullable TlsConfig tls,
        ConnectionLimits limits,
        AccessLogMode accessLog,
        List<RouteConfig> routes) {

    /** Which requests the access log shows. */
    public enum AccessLogMode {
        OFF,
        ERRORS,
        SAMPLED,
        ALL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param maxConnections more are closed at once
     * @param maxHeaderSize of a request, in bytes
     * @param maxHeaders fields of a request
     * @param maxBodySize of a request, in bytes
     * @param headerTimeout until a request's head has come
     * @param bodyTimeout without any progress of a request's body, or of an answer that the caller reads
     * @param idleTimeout until a connection without a request is closed
     * @param shutdownTimeout for requests that are still running when the gateway closes
     * @param trustForwarded whether the callers' {@code Forwarded} and {@code X-Forwarded-*} are believed and continued
     */
    public record ConnectionLimits(
            int maxConnections,
            int maxHeaderSize,
            int maxHeaders,
            long maxBodySize,
            Duration headerTimeout,
            Duration bodyTimeout,
            Duration idleTimeout,
            Duration shutdownTimeout,
            boolean trustForwarded) {

        public static final ConnectionLimits DEFAULT = new ConnectionLimits(
                100_000,
                32 << 10,
                128,
                10L << 30,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                false);

        static ConnectionLimits from(Section section) {
            Duration tenMillis = Duration.ofMillis(10);
            Duration hour = Duration.ofHours(1);
            return new ConnectionLimits(
                    section.integer("maxConnections", DEFAULT.maxConnections, 1, 1_000_000),
                    (int) section.size("maxHeaderSize", DEFAULT.maxHeaderSize, 1 << 10, 1 << 20),
                    section.integer("maxHeaders", DEFAULT.maxHeaders, 8, 10_000),
                    section.size("maxBodySize", DEFAULT.maxBodySize, 0, 1L << 50),
                    section.duration("headerTimeout", DEFAULT.headerTimeout, tenMillis, hour),
                    section.duration("bodyTimeout", DEFAULT.bodyTimeout, tenMillis, hour),
                    section.duration("idleTimeout", DEFAULT.idleTimeout, tenMillis, hour),
                    section.duration("shutdownTimeout", DEFAULT.shutdownTimeout, Duration.ZERO, hour),
                    section.bool("trustForwarded", DEFAULT.trustForwarded));
        }
    }

    static GatewayConfig from(Section section) {
        Set<String> names = new HashSet<>();
        var routes = new ArrayList<RouteConfig>();
        for (Section route : section.sections("routes")) {
            RouteConfig config = RouteConfig.from(route, "route-" + (routes.size() + 1));
            if (!names.add(config.name())) {
                route.reject("name", "another route has this name: give each its own");
            }
            routes.add(config);
        }
        return new GatewayConfig(
                section.text("host", "127.0.0.1"),
                section.integer("port", 8000, 0, 65_535),
                section.integer("threads", 0, 0, 1024),
                TlsConfig.from(section.section("tls")),
                ConnectionLimits.from(section.section("limits")),
                section.oneOf("accessLog", AccessLogMode.OFF),
                List.copyOf(routes));
    }
}
