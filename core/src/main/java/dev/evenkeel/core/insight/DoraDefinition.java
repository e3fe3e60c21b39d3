package dev.evenkeel.core.insight;

import java.util.Locale;

/** Whose definitions of the DORA keys are used; docs/reference/definitions.md has them beside each other. */
public enum DoraDefinition {
    /** Ours: from the first failure to the last, and only what went live can fail. */
    EVENKEEL,
    /** dora.dev, "DORA's software delivery performance metrics". */
    DORA,
    /** Apache DevLake's dashboards. */
    DEVLAKE,
    /** GitLab's DORA metrics. */
    GITLAB,
    /** Datadog's DORA metrics. */
    DATADOG;

    /** As in {@code "evenkeel"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
