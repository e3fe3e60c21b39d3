package dev.evenkeel.core.process;

import java.util.Locale;

/** What a probe is for. */
public enum ProbeKind {
    /** Asked first, and alone, until it passes once; failing for good restarts the process. */
    STARTUP,
    /** Failing for good restarts the process. */
    LIVENESS,
    /** Decides about traffic, and never restarts anything. */
    READINESS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
