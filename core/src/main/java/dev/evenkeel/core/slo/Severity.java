package dev.evenkeel.core.slo;

import java.util.Locale;

/** How soon somebody has to look at it. */
public enum Severity {
    /** Now, also at night. */
    PAGE,
    /** In working hours. */
    TICKET;

    /** As in {@code "page"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
