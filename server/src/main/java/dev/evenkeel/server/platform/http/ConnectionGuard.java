package dev.evenkeel.server.platform.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections from piling up: too many are refused, and those that take too long to send a request's head are
 * closed. Used on the event loop only, except for {@link #count}.
 */
final class ConnectionGuard {
    /** How long a refused connection has to send the request that is answered 503. */
    private static final Duration REFUSED = Duration.ofSeconds(2);

    private final ServerSettings settings;
    private final Map<HttpConnection, Guarded> connections = new HashMap<>();
    private volatile int count;

    /** A connection, and by when its next request's head must be here ({@code System.nanoTime}). */
    private static final class Guarded {
        final boolean refused;

        /** The last request that began, until it is answered. */
        @Nullable
        HttpServerRequest serving;

        long deadline;

        Guarded(boolean refused, long deadline) {
            this.refused = refused;
            this.deadline = deadline;
        }
    }

    ConnectionGuard(ServerSettings settings) {
        this.settings = settings;
    }

    int count() {
        return count;
    }

    void opened(HttpConnection connection) {
        int open = connections.size();
        if (open >= settings.maxConnections() + Math.max(64, settings.maxConnections() / 8)) {
            // So many that even refusing politely costs too much.
            connection.close();
            return;
        }
        boolean refused = open >= settings.maxConnections();
        Duration patience = refused && REFUSED.compareTo(settings.headTimeout()) < 0 ? REFUSED : settings.headTimeout();
        connections.put(connection, new Guarded(refused, System.nanoTime() + patience.toNanos()));
        count = connections.size();
        connection.closeHandler(_ -> {
            connections.remove(connection);
            count = connections.size();
        });
    }

    /** A request's head has arrived. */
    void began(HttpServerRequest request) {
        Guarded guarded = connections.get(request.connection());
        if (guarded != null) {
            guarded.serving = request;
        }
    }

    /** A request was answered; the next one on its connection may have begun before this is known. */
    void finished(HttpServerRequest request) {
        Guarded guarded = connections.get(request.connection());
        if (guarded != null && guarded.serving == request) {
            guarded.serving = null;
            guarded.deadline = System.nanoTime() + settings.idleTimeout().toNanos();
        }
    }

    /** Whether the connection is one too many. */
    boolean isRefused(HttpConnection connection) {
        Guarded guarded = connections.get(connection);
        return guarded == null || guarded.refused;
    }

    /** Closes the connections whose time is up. */
    void sweep() {
        long now = System.nanoTime();
        List<HttpConnection> overdue = connections.entrySet().stream()
                .filter(entry -> entry.getValue().serving == null && entry.getValue().deadline - now < 0)
                .map(Map.Entry::getKey)
                .toList();
        overdue.forEach(HttpConnection::close);
    }

    /** How often {@link #sweep} is due. */
    Duration interval() {
        Duration shortest = settings.headTimeout().compareTo(settings.idleTimeout()) < 0
                ? settings.headTimeout()
                : settings.idleTimeout();
        long millis = Math.clamp(shortest.toMillis() / 4, 20, 1000);
        return Duration.ofMillis(millis);
    }
}
