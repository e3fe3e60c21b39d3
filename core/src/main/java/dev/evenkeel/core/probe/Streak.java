package dev.evenkeel.core.probe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a check is believed to be and how far it is on the way to something else. Small and immutable, to be kept with
 * the results, so that a restart in the middle of an outage goes on counting where it stopped.
 *
 * @param state what is believed
 * @param since when that began: the intended start of the first run of the streak that brought it about; null while
 *     unknown
 * @param successes how many of the latest counted runs in a row succeeded
 * @param failures how many of the latest counted runs in a row failed; one of the two is 0
 * @param streakSince the intended start of the first of those; null when both are 0
 */
public record Streak(
        State state,
        @Nullable Instant since,
        int successes,
        int failures,
        @Nullable Instant streakSince) {
    /** Before the first run. */
    public static final Streak NONE = new Streak(State.UNKNOWN, null, 0, 0, null);

    /** @throws IllegalArgumentException when it contradicts itself */
    public Streak {
        boolean counts = successes >= 0 && failures >= 0 && (successes == 0 || failures == 0);
        if (!counts
                || (state == State.UNKNOWN) != (since == null)
                || (successes + failures == 0) != (streakSince == null)) {
            throw new IllegalArgumentException("a streak can't be " + state + " since " + since + " with " + successes
                    + " successes and " + failures + " failures since " + streakSince);
        }
    }
}
