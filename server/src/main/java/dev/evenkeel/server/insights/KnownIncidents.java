package dev.evenkeel.server.insights;

import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentList;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The incidents as they were known last; a registry that is away makes them old, not gone. */
public final class KnownIncidents {
    private final IncidentList registry;
    private final Duration refresh;
    private final InstantSource clock;
    private List<Incident> incidents = List.of();
    private @Nullable Instant readAt;
    private @Nullable String failure;
    private Instant triedAt = Instant.EPOCH;

    /** @param refresh how old they may be before they are read again; zero reads each time */
    public KnownIncidents(IncidentList registry, Duration refresh, InstantSource clock) {
        this.registry = registry;
        this.refresh = refresh;
        this.clock = clock;
    }

    /**
     * What is said of them in an answer.
     *
     * @param stale they could not be read again
     * @param ageSeconds since they were read; null when they never were, and then there are none
     * @param failure why they could not be read; null when they could
     */
    public record Source(
            boolean stale,
            @Nullable Double ageSeconds,
            int incidents,
            @Nullable String failure) {}

    record Snapshot(List<Incident> incidents, Source source) {}

    synchronized Snapshot snapshot() {
        Instant now = clock.instant();
        if (!now.isBefore(triedAt.plus(refresh))) {
            triedAt = now;
            try {
                incidents = registry.incidents();
                readAt = now;
                failure = null;
            } catch (IOException e) {
                failure = e.getMessage() == null ? "they can't be read" : e.getMessage();
            }
        }
        Double age = readAt == null ? null : Duration.between(readAt, now).toMillis() / 1000.0;
        return new Snapshot(incidents, new Source(failure != null, age, incidents.size(), failure));
    }
}
