package dev.evenkeel.core.incident;

import java.util.Locale;

/** How far an incident has come. */
public enum IncidentStatus {
    /** Nobody has said yet that they look after it. */
    OPEN,
    /** Somebody looks after it. */
    ACKNOWLEDGED,
    /** What was wrong is over. */
    RESOLVED;

    /** The name on the wire, as in {@code "open"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
