package dev.evenkeel.core.process;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before a process that has ended is started again: not at all the first time, then {@code initial},
 * doubling up to {@code max}, and from the beginning again after a run of more than {@code resetAfter}.
 *
 * <p>This is the rule of the kubelet (its {@code doBackOff} over client-go's {@code flowcontrol.Backoff}): the wait
 * counts from the end of the process, and a run from the restart before it to that end.
 *
 * @param initial the first wait that is one, above 0
 * @param max the longest wait, at least {@code initial}
 * @param resetAfter a run has to be longer than this, 0 or more
 */
public record RestartBackoff(Duration initial, Duration max, Duration resetAfter) {

    /**
     * What the rule has to remember of a replica.
     *
     * @param restarts how many restarts in a row came without a long run between them
     * @param lastRestart when the last was, null when there was none
     */
    public record History(int restarts, @Nullable Instant lastRestart) {
        public static final History NONE = new History(0, null);
    }

    /** @throws IllegalArgumentException when a value is out of its range */
    public RestartBackoff {
        if (!initial.isPositive() || max.compareTo(initial) < 0 || resetAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "a restart back-off needs 0 < initial <= max and resetAfter >= 0, but has" + " initial " + initial
                            + ", max " + max + " and resetAfter " + resetAfter);
        }
    }

    /** How long to wait from {@code exitedAt} on. */
    public Duration delay(History history, Instant exitedAt) {
        if (history.restarts() == 0 || ranLong(history, exitedAt)) {
            return Duration.ZERO;
        }
        Duration wait = initial;
        for (int i = 1; i < history.restarts() && wait.compareTo(max) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(max) < 0 ? wait : max;
    }

    /** What to remember once the process that ended at {@code exitedAt} is started again. */
    public History restarted(History history, Instant exitedAt, Instant now) {
        return new History(ranLong(history, exitedAt) ? 1 : Math.addExact(history.restarts(), 1), now);
    }

    private boolean ranLong(History history, Instant exitedAt) {
        Instant from = history.lastRestart();
        return from != null && Duration.between(from, exitedAt).compareTo(resetAfter) > 0;
    }
}
