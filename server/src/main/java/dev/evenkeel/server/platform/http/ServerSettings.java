package dev.evenkeel.server.platform.http;

import java.time.Duration;

/**
 * How the HTTP server listens and where it draws the line.
 *
 * @param port 0 takes a free one
 * @param maxBodyBytes of a JSON body; streamed ones have no limit
 * @param maxHeaderBytes of a request's head, and of its first line
 * @param maxConnections further ones are answered 503
 * @param maxInFlight requests worked on at once; further ones are answered 503
 * @param headTimeout from connecting to the end of the first request's head
 * @param idleTimeout from the end of an answer to the end of the next request's head
 * @param bodyTimeout for a whole JSON body, and between two pieces of a streamed one
 * @param writeTimeout how long a caller may leave an answer unread
 * @param shutdownTimeout how long {@link ApiServer#close} waits for requests to finish
 */
public record ServerSettings(
        String host,
        int port,
        int maxBodyBytes,
        int maxHeaderBytes,
        int maxConnections,
        int maxInFlight,
        Duration headTimeout,
        Duration idleTimeout,
        Duration bodyTimeout,
        Duration writeTimeout,
        Duration shutdownTimeout) {

    /** The limits that suit a control plane: 1 MiB bodies, 1,000 connections, tens of seconds of patience. */
    public static ServerSettings of(String host, int port) {
        return new ServerSettings(
                host,
                port,
                1 << 20,
                16 << 10,
                1_000,
                500,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20));
    }

    public ServerSettings withMaxConnections(int connections) {
        return new ServerSettings(
                host,
                port,
                maxBodyBytes,
                maxHeaderBytes,
                connections,
                maxInFlight,
                headTimeout,
                idleTimeout,
                bodyTimeout,
                writeTimeout,
                shutdownTimeout);
    }

    public ServerSettings withMaxInFlight(int requests) {
        return new ServerSettings(
                host,
                port,
                maxBodyBytes,
                maxHeaderBytes,
                maxConnections,
                requests,
                headTimeout,
                idleTimeout,
                bodyTimeout,
                writeTimeout,
                shutdownTimeout);
    }

    /** Patience with slow callers; see the parameters of the record. */
    public ServerSettings withTimeouts(Duration head, Duration idle, Duration body, Duration write) {
        return new ServerSettings(
                host,
                port,
                maxBodyBytes,
                maxHeaderBytes,
                maxConnections,
                maxInFlight,
                head,
                idle,
                body,
                write,
                shutdownTimeout);
    }

    public ServerSettings withShutdownTimeout(Duration timeout) {
        return new ServerSettings(
                host,
                port,
                maxBodyBytes,
                maxHeaderBytes,
                maxConnections,
                maxInFlight,
                headTimeout,
                idleTimeout,
                bodyTimeout,
                writeTimeout,
                timeout);
    }
}
