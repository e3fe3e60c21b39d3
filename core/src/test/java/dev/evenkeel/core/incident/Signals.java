package dev.evenkeel.core.incident;

import dev.evenkeel.core.incident.Signal.Sighting;
import java.time.Instant;
import java.util.List;

/** Signals for tests: seconds since a fixed time. */
final class Signals {
    static final Instant START = Instant.parse("2026-11-19T10:00:00Z");

    private Signals() {}

    static Instant after(long seconds) {
        return START.plusSeconds(seconds);
    }

    static Signal began(String cause, long at) {
        return signal(cause, true, at, List.of());
    }

    static Signal over(String cause, long at) {
        return signal(cause, false, at, List.of());
    }

    static Signal signal(String cause, boolean firing, long at, List<Sighting> history) {
        return new Signal(
                cause,
                "checkout",
                "production",
                firing,
                cause.startsWith("ticket") ? IncidentSeverity.WARNING : IncidentSeverity.CRITICAL,
                firing ? "status 500" : "status 200",
                after(at - 2),
                after(at),
                history,
                null);
    }
}
