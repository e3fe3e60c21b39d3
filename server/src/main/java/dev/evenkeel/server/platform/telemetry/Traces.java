package dev.evenkeel.server.platform.telemetry;

import java.util.Optional;

/** Where distributed traces are recorded, if they are. */
public interface Traces extends AutoCloseable {

    /** Records nothing. */
    Traces OFF = new Traces() {
        @Override
        public Optional<Span> server(String name, String traceparent, String tracestate) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    };

    /**
     * Begins the work on a request that came in, as a part of the caller's trace when there is a valid one.
     *
     * @param traceparent as the caller sent it; empty without
     * @param tracestate as the caller sent it; empty without
     * @return empty when nothing is recorded at all
     */
    Optional<Span> server(String name, String traceparent, String tracestate);

    /** Sends what is recorded and not sent yet, for a few seconds at most. */
    @Override
    void close();
}
