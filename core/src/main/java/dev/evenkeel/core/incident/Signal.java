package dev.evenkeel.core.incident;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something began to go wrong, still does, or is over. Saying the same twice changes nothing, so that whoever reports
 * may repeat what might have been lost.
 *
 * @param cause names what is wrong, the same from the beginning to the end, as in {@code check:status}; with
 *     {@code slo:} in front when it is a burn rate
 * @param service what it happens to
 * @param environment where; null when that is unknown
 * @param firing false when it is over
 * @param summary for people, as in {@code status 500, should be 200}
 * @param since when it began: that of the first failure
 * @param at when it was noticed
 * @param history what was seen before and since, oldest first; empty when whoever reports keeps none
 * @param traceId of a failed check, to look it up in logs and traces
 */
public record Signal(
        String cause,
        String service,
        @Nullable String environment,
        boolean firing,
        IncidentSeverity severity,
        String summary,
        Instant since,
        Instant at,
        List<Sighting> history,
        @Nullable String traceId) {

    public Signal {
        // As results are kept, so that a failure is found again among them.
        since = since.truncatedTo(ChronoUnit.MILLIS);
        at = at.truncatedTo(ChronoUnit.MILLIS);
        history = List.copyOf(history);
    }

    /**
     * Whether a cause tells of a stretch of time that is behind us, as the burn rate of an objective does: it lasts for as
     * long as its windows contain the failures, minutes or hours after the last of them.
     */
    static boolean looksBack(String cause) {
        return cause.startsWith("slo:");
    }

    /**
     * How many checks succeeded and failed in a stretch of time.
     *
     * @param to no earlier than {@code from}; the same for a single check
     */
    public record Sighting(Instant from, Instant to, long good, long bad) {}
}
