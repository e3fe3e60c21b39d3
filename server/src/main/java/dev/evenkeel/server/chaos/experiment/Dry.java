package dev.evenkeel.server.chaos.experiment;

import java.util.Locale;
import java.util.Optional;

/** What a rehearsal leaves out; {@code dry} of an experiment or an activity. */
public enum Dry {
    PROBES,
    ACTIONS,
    ACTIVITIES,
    PAUSE;

    static Optional<Dry> of(String label) {
        for (Dry dry : values()) {
            if (dry.toString().equals(label)) {
                return Optional.of(dry);
            }
        }
        return Optional.empty();
    }

    boolean leavesOut(String activityType) {
        return switch (this) {
            case PROBES -> activityType.equals("probe");
            case ACTIONS -> activityType.equals("action");
            case ACTIVITIES -> true;
            case PAUSE -> false;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
