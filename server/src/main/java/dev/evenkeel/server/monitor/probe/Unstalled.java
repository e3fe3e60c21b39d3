package dev.evenkeel.server.monitor.probe;

import dev.evenkeel.core.probe.Evidence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An answer without the time for which our own thread stood still. */
record Unstalled(Answer answer) implements Evidence {
    @Override
    public Duration latency() {
        Duration rest = answer.latency().minus(answer.stalled());
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    @Override
    public @Nullable Integer status() {
        return answer.status();
    }

    @Override
    public String body() {
        return answer.body();
    }

    @Override
    public @Nullable String header(String name) {
        return answer.header(name);
    }

    @Override
    public @Nullable Object json() {
        return answer.json();
    }

    @Override
    public @Nullable Duration certificateExpiresIn() {
        return answer.certificateExpiresIn();
    }

    @Override
    public @Nullable String ip() {
        return answer.ip();
    }

    @Override
    public @Nullable String rcode() {
        return answer.rcode();
    }

    @Override
    public @Nullable String protocol() {
        return answer.protocol();
    }
}
