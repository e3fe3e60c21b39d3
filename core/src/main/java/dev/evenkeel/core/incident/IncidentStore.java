package dev.evenkeel.core.incident;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps incidents. Every write is all or nothing and on disk when the method returns; safe for use by many threads.
 */
public interface IncidentStore {

    /**
     * Changes the newest incident of a service in an environment, or adds one, in one transaction.
     *
     * @param change from the newest one, or from null when there is none, to what shall be kept: one with another id is
     *     added, an equal one is left alone, none changes nothing
     * @return what the function returned
     */
    Optional<Incident> changeNewest(
            String service, @Nullable String environment, Function<@Nullable Incident, Optional<Incident>> change)
            throws IOException;

    /**
     * Changes an incident in one transaction. What the function throws is passed on, and nothing is changed.
     *
     * @return the incident afterwards, or empty when there is none with this id
     */
    Optional<Incident> change(String id, Function<Incident, Incident> change) throws IOException;

    Optional<Incident> find(String id) throws IOException;

    /**
     * Newest {@code openedAt} first.
     *
     * @param after the last one of the page before; null for the first page
     * @param limit 1 to 10,000
     */
    List<Incident> list(Filter filter, @Nullable Place after, int limit) throws IOException;

    /** A place in the list: that of an incident. */
    record Place(Instant openedAt, String id) {
        public static Place of(Incident incident) {
            return new Place(incident.openedAt(), incident.id());
        }
    }

    /**
     * Which incidents are meant; null means any.
     *
     * @param from the earliest {@code openedAt}
     * @param to the end of {@code openedAt}, exclusive
     */
    record Filter(
            @Nullable String service,
            @Nullable String environment,
            @Nullable IncidentStatus status,
            @Nullable Instant from,
            @Nullable Instant to) {

        public static final Filter ALL = new Filter(null, null, null, null, null);
    }
}
