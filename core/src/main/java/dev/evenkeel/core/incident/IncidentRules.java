package dev.evenkeel.core.incident;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When an incident opens, goes on and reopens.
 *
 * @param coolDown how long after its end the same incident reopens instead of a new one being opened
 */
public record IncidentRules(Duration coolDown) {

    /**
     * What becomes of a service's newest incident.
     *
     * @param newest of the same service and environment; null when there never was one
     * @param id names a new one
     * @return the incident as it is then, whether or not it changed; empty when the signal is about nothing that is open
     */
    public Optional<Incident> apply(@Nullable Incident newest, Signal signal, Supplier<String> id) {
        if (newest == null || isPast(newest, signal)) {
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

    private static boolean isBeforeEnd(Incident newest, Signal signal) {
        return newest.resolvedAt() != null && signal.at().isBefore(newest.resolvedAt());
    }
}
