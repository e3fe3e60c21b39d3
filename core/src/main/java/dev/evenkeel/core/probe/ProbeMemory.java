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
        return new ProbeMemory() {
            @Override
            public Streak streakOf(String check) {
                return Streak.NONE;
            }

            @Override
            public @Nullable Instant lastRunOf(String check) {
                return null;
            }
        };
    }
}
