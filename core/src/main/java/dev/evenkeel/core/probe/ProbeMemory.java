package dev.evenkeel.core.probe;

import java.util.OptionalLong;

/** What is remembered of a check from before the program started. */
public interface ProbeMemory {

    /** What was believed after the last run; {@link Streak#NONE} when there was none. */
    Streak streakOf(String check);

    /** The last slot that was run; what lies between it and now was missed by us. Empty when there was none. */
    OptionalLong lastSlotOf(String check);

    /** Remembers nothing. */
    static ProbeMemory none() {
        return new ProbeMemory() {
            @Override
            public Streak streakOf(String check) {
                return Streak.NONE;
            }

            @Override
            public OptionalLong lastSlotOf(String check) {
                return OptionalLong.empty();
            }
        };
    }
}
