package dev.evenkeel.server.platform.http;

import dev.evenkeel.server.platform.contract.Operation;
import dev.evenkeel.server.platform.telemetry.Metrics;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes note of answered requests: a metric each, and a line in the log. Reads that went well are logged at debug level
 * (the metrics count them), writes and refusals at info, mistakes of the server at warn. Queries and headers aren't
 * logged: they may hold what is secret.
 */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("evenkeel.access");

    private final Metrics metrics;

    AccessLog(Metrics metrics) {
        this.metrics = metrics;
    }

    /**
     * @param operation null when there was none
     * @param failure why the answer broke off, null when it didn't
     */
    void answered(
            HttpServerRequest http,
            @Nullable Operation operation,
            int status,
            long nanos,
            @Nullable Throwable failure) {
        metrics.request(
                operation == null ? "none" : operation.id(),
                operation == null ? "none" : operation.method(),
                status,
                nanos);
        if (failure != null && !(failure instanceof ClientGoneException)) {
            LOG.error("an answer broke off", failure);
        }
        Level level = level(http.method().name(), status);
        if (LOG.isEnabledForLevel(level)) {
            String path = Problems.printable(String.valueOf(http.path()));
            double millis = Math.round(nanos / 1e4) / 1e2;
            LOG.atLevel(level)
                    .addKeyValue("method", http.method().name())
                    .addKeyValue("path", path)
                    .addKeyValue("status", status)
                    .addKeyValue("durationMillis", millis)
                    .addKeyValue("operation", operation == null ? "none" : operation.id())
                    .log("{} {} {} {} ms{}", http.method(), path, status, millis, failure == null ? "" : ", cut off");
        }
    }

    private static Level level(String method, int status) {
        if (status >= 500) {
            return Level.WARN;
        }
        boolean read = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
        return read && status < 400 ? Level.DEBUG : Level.INFO;
    }
}
