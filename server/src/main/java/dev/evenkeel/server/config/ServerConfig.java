package dev.evenkeel.server.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the HTTP server listens and what it puts up with.
 *
 * @param host a name or address of this machine; {@code 0.0.0.0} for all of them
 * @param port 0 for any free one
 * @param maxBodySize in bytes, of a request whose body isn't streamed
 * @param maxConnections more are closed at once
 * @param maxInFlight requests answered at the same time; more are told to come back later
 * @param requestTimeout until a request's head and body have arrived
 * @param idleTimeout until a connection without a request is closed
 * @param shutdownTimeout for requests that are still running when the program is told to stop
 * @param drainDelay between "not ready" and the end of listening, for load balancers to notice
 * @param tokens the file with the hashes of the API tokens
 * @param insecure listen without tokens on an address that others can reach
 */
public record ServerConfig(
        String host,
        int port,
        long maxBodySize,
        int maxConnections,
        int maxInFlight,
        Duration requestTimeout,
        Duration idleTimeout,
        Duration shutdownTimeout,
        Duration drainDelay,
        Path tokens,
        boolean insecure) {

    static ServerConfig from(Section section) {
        Duration tenMinutes = Duration.ofMinutes(10);
        Duration second = Duration.ofSeconds(1);
        return new ServerConfig(
                section.text("host", "127.0.0.1"),
                section.integer("port", 8080, 0, 65_535),
                section.size("maxBodySize", 1 << 20, 1 << 10, 1 << 30),
                section.integer("maxConnections", 1024, 1, 1_000_000),
                section.integer("maxInFlight", 256, 1, 1_000_000),
                section.duration("requestTimeout", Duration.ofSeconds(30), Duration.ofMillis(100), tenMinutes),
                section.duration("idleTimeout", Duration.ofSeconds(60), second, Duration.ofHours(1)),
                section.duration("shutdownTimeout", Duration.ofSeconds(30), Duration.ZERO, tenMinutes),
                section.duration("drainDelay", Duration.ZERO, Duration.ZERO, tenMinutes),
                section.path("tokens", Path.of("data/tokens")),
                section.bool("insecure", false));
    }
}
