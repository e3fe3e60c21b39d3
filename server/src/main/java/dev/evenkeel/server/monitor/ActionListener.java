package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Cause;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Hears of every action that was done. Called on the monitor's threads; it must return at once. */
@FunctionalInterface
public interface ActionListener {
    void onAction(Done done);

    /**
     * What came of one time.
     *
     * @param action its name
     * @param url the whole of it, as it was asked
     * @param status of the answer; null when none came
     * @param cause why none came; null when one did, as is {@code error}
     */
    record Done(
            String action,
            String method,
            URI url,
            Instant start,
            Duration latency,
            @Nullable Integer status,
            @Nullable Cause cause,
            @Nullable String error,
            String traceId) {
        /** Method and path, as in {@code POST /flaky}. */
        public String request() {
            return method + " " + url.getPath();
        }

        /** Whether it was accepted. */
        public boolean succeeded() {
            return status != null && status < 400;
        }

        /** The status or what went wrong instead. */
        public String outcome() {
            return status == null ? String.valueOf(error) : status.toString();
        }
    }
}
