package dev.evenkeel.server.insights;

import dev.evenkeel.server.platform.health.HealthCheck;

/** How the registry is, as the insights see it: away means degraded as long as there is something to answer from. */
public final class TableHealth implements HealthCheck {
    private final InsightsTable table;

    public TableHealth(InsightsTable table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public Health check() {
        InsightsTable.Snapshot snapshot = table.snapshot();
        String failure = table.failure();
        if (snapshot == null) {
            return Health.unhealthy(
                    failure == null
                            ? "still reading " + table.source() + " for the first time"
                            : "nothing known yet: " + failure);
        }
        InsightsTable.Source source = snapshot.source();
        if (failure != null) {
            return Health.degraded(
                    "answering from what was known %.0f s ago: %s".formatted(source.ageSeconds(), failure));
        }
        String unreadable = table.unreadable() == 0 ? "" : ", " + table.unreadable() + " more can't be understood";
        return Health.healthy(source.records() + " records from " + source.url() + unreadable);
    }
}
