package dev.evenkeel.server.supervisor;

import java.util.Locale;

/** Why a replica's process has to be started again. */
enum RestartReason {
    /** It ended by itself, or somebody else ended it. */
    EXITED,
    STARTUP_PROBE,
    LIVENESS_PROBE,
    /** It used more than it may. */
    LIMIT,
    /** There was no process to begin with: no such command, no free port. */
    NOT_STARTED,
    /** Over the API. */
    ASKED;

    /** As in {@code startup_probe}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
