package dev.evenkeel.core.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When an incident opens, goes on and reopens.
 *
 * @param coolDown how long after its end the same incident reopens instead of a new one being opened, unless a deployment
 *     came between
 */
public record IncidentRules(Duration coolDown) {

    /**
     * What becomes of a service's newest incident.
     *
     * @param newest of the same service and environment; null when there never was one
     * @param deployedAt when the last deployment there began, of those before the failure; null when there is none. What
     *     fails behind a deployment that came after an incident is not that incident again
     * @param id names a new one
     * @return the incident as it is then, whether or not it changed; empty when the signal is about nothing that is open
     */
    public Optional<Incident> apply(
            @Nullable Incident newest, Signal signal, @Nullable Instant deployedAt, Supplier<String> id) {
        if (newest == null || isPast(newest, signal) || isOfAnother(newest, signal, deployedAt)) {
            return signal.firing() ? Optional.of(Incident.opened(id.get(), signal)) : Optional.empty();
        }
        // Reported again, late, by someone who didn't hear that it ended.
        boolean old = newest.isResolved() && signal.firing() && isBeforeEnd(newest, signal);
        return Optional.of(old ? newest : newest.with(signal));
    }

    private boolean isPast(Incident newest, Signal signal) {
        return newest.resolvedAt() != null
                && signal.since().isAfter(newest.resolvedAt().plus(coolDown));
    }

    private static boolean isOfAnother(Incident newest, Signal signal, @Nullable Instant deployedAt) {
        Instant end = newest.resolvedAt();
        return end != null
                && deployedAt != null
                && deployedAt.isAfter(end)
                && signal.since().isAfter(end);
    }

    private static boolean isBeforeEnd(Incident newest, Signal signal) {
        return newest.resolvedAt() != null && signal.at().isBefore(newest.resolvedAt());
    }
}
