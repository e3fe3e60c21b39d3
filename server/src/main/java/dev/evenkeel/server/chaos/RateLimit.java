package dev.evenkeel.server.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * At most so many requests a second, with a burst of one second's worth: the generic cell rate algorithm (ITU-T I.371),
 * a token bucket that keeps one number. Not thread-safe.
 */
final class RateLimit {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Duration spacing;
    private final Duration tolerance;
    private Instant next = Instant.EPOCH;

    /** @param perSecond above 0 */
    RateLimit(double perSecond) {
        // Rounded down, so that a burst holds all of a second's requests.
        spacing = Duration.ofNanos(Math.max(1, (long) (SECOND.toNanos() / perSecond)));
        tolerance = max(SECOND.minus(spacing), Duration.ZERO);
    }

    /** Lets a request pass (empty), or says how long it is until one may. */
    Optional<Duration> refuse(Instant now) {
        Duration ahead = max(Duration.between(now, next), Duration.ZERO);
        if (ahead.compareTo(max(SECOND, spacing)) > 0) {
            // The clock was set back.
            ahead = max(SECOND, spacing);
        }
        next = now.plus(ahead);
        if (ahead.compareTo(tolerance) > 0) {
            return Optional.of(ahead.minus(tolerance));
        }
        next = next.plus(spacing);
        return Optional.empty();
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
