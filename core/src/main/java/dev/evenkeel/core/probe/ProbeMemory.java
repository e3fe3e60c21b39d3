package dev.evenkeel.core.probe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is remembered of a check from before the program started. */
public interface ProbeMemory {

    /** What was believed after the last run; {@link Streak#NONE} when there was none. */
    Streak streakOf(String check);

    /**
     * When the last run was to start, to the millisecond; what lies between it and now was missed by us. Null when there
     * was none. A time and not a slot, since the check may have another interval now.
     */
    @Nullable
    Instant lastRunOf(String check);

    /** Remembers nothing. */
    static ProbeMemory none() {
        return of(Streak.NONE, null);
    }

    /** Remembers this of the one check that it is asked about. */
    static ProbeMemory of(Streak streak, @Nullable Instant lastRun) {
        return new ProbeMemory() {
            @Override
            public Streak streakOf(String check) {
                return streak;
            }

            @Override
            public @Nullable Instant lastRunOf(String check) {
                return lastRun;
            }
        };
    }
}
