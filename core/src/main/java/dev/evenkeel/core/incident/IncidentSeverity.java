package dev.evenkeel.core.incident;

import java.util.Locale;

/** How bad it is, worst last; the values that alerts usually carry in their label {@code severity}. */
public enum IncidentSeverity {
    INFO,
    WARNING,
    CRITICAL;

    /** The worse of two. */
    public IncidentSeverity or(IncidentSeverity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** What others call it: {@code page} and the like are critical, {@code ticket} is a warning, as is all else. */
    public static IncidentSeverity named(String label) {
        return switch (label.toLowerCase(Locale.ROOT)) {
            case "critical", "page", "fatal", "emergency", "error", "high", "p1", "p2", "sev1", "sev2" -> CRITICAL;
            case "info", "information", "informational", "none", "low", "debug" -> INFO;
            default -> WARNING;
        };
    }

    /** The name on the wire, as in {@code "critical"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
