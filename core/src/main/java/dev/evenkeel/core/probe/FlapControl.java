package dev.evenkeel.core.probe;

import java.time.Instant;

/**
 * How many failures in a row it takes to go down, and how many successes to come back, so that a single lost packet
 * wakes nobody. What is counted towards objectives doesn't depend on it.
 *
 * <p>The first success of a check that nothing is known of brings it up at once.
 *
 * @param failureThreshold at least 1
 * @param successThreshold at least 1
 */
public record FlapControl(int failureThreshold, int successThreshold) {
    /** Two failures in a row to go down, two successes to come back. */
    public static final FlapControl DEFAULT = new FlapControl(2, 2);

    /** @throws IllegalArgumentException when one is below 1 */
    public FlapControl {
        if (failureThreshold < 1 || successThreshold < 1) {
            throw new IllegalArgumentException("flap control needs thresholds of at least 1, but has "
                    + failureThreshold + " and " + successThreshold);
        }
    }

    /** The streak after one more run; the same as before when the run doesn't count. */
    public Streak next(Streak before, Result result) {
        return result.counts() ? next(before, result.succeeded(), result.intendedStart()) : before;
    }

    /** The streak after one more run that counts. */
    public Streak next(Streak before, boolean success, Instant at) {
        int successes = success ? saturated(before.successes()) : 0;
        int failures = success ? 0 : saturated(before.failures());
        Instant first = before.streakSince() == null || successes + failures == 1 ? at : before.streakSince();
        State state = before.state();
        if (failures >= failureThreshold) {
            state = State.DOWN;
        } else if (successes >= successThreshold || (success && state == State.UNKNOWN)) {
            state = State.UP;
        }
        Instant since = state == before.state() ? before.since() : first;
        return new Streak(state, since, successes, failures, first);
    }

    private static int saturated(int count) {
        return count == Integer.MAX_VALUE ? count : count + 1;
    }
}
