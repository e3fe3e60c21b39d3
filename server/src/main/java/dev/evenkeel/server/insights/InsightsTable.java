package dev.evenkeel.server.insights;

import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.server.platform.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The table that answers are computed from, and how far it can be trusted: what it was loaded from, when it was last
 * known to be up to date, and why it isn't now.
 *
 * <p>One thread feeds it ({@link RegistryFollower}), any number read.
 */
public final class InsightsTable {
    private final String source;
    private final InstantSource clock;
    private volatile State state = new State(null, null, null, 0);

    /** Where the records come from, as shown to people. */
    public InsightsTable(String source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * @param table the last one that was complete, null when there has never been one
     * @param upToDateAt when it was last known to hold all that the registry holds
     * @param failure why the registry can't be followed at the moment, null while it can
     * @param unreadable records that could not be understood and are missing in the table
     */
    private record State(
            @Nullable DeploymentTable table,
            @Nullable Instant upToDateAt,
            @Nullable String failure,
            long unreadable) {}

    /** A complete table and what is to be said about it. */
    public record Snapshot(DeploymentTable table, Source source) {}

    /**
     * As under {@code source} of every answer.
     *
     * @param stale the registry can't be followed at the moment; this is what was last known
     * @param ageSeconds since the table was last known to be up to date
     */
    public record Source(String url, boolean stale, double ageSeconds, long records) {}

    /** The last complete table, or null when there has never been one. */
    public @Nullable Snapshot snapshot() {
        State now = state;
        DeploymentTable table = now.table;
        if (table == null || now.upToDateAt == null) {
            return null;
        }
        double age =
                Math.max(0, Duration.between(now.upToDateAt, clock.instant()).toMillis()) / 1000.0;
        return new Snapshot(table, new Source(source, now.failure != null, age, table.size()));
    }

    /** Shows the table's size and age among the program's metrics. */
    public void bind(Metrics metrics) {
        metrics.gauge("evenkeel.insights.records", "Deployments in the table.", () -> numberOf(Source::records));
        metrics.gauge(
                "evenkeel.insights.age.seconds",
                "Seconds since the table was last known to be up to date.",
                () -> numberOf(Source::ageSeconds));
        metrics.gauge(
                "evenkeel.insights.stale",
                "1 while the registry can't be followed.",
                () -> numberOf(source -> source.stale() ? 1 : 0));
    }

    /** NaN, which is no sample, while there is no table. */
    private double numberOf(ToDoubleFunction<Source> reading) {
        Snapshot snapshot = snapshot();
        return snapshot == null ? Double.NaN : reading.applyAsDouble(snapshot.source());
    }

    public String source() {
        return source;
    }

    /** Why the registry can't be followed, or null while it can. */
    public @Nullable String failure() {
        return state.failure;
    }

    /** How many records could not be understood and are missing in the answers. */
    public long unreadable() {
        return state.unreadable;
    }

    /** The table now holds all that the registry holds. */
    void upToDate(DeploymentTable table, long unreadable) {
        state = new State(table, clock.instant(), null, unreadable);
    }

    /** The registry can't be followed; the table stays as it is and ages. */
    void failed(String why) {
        State last = state;
        state = new State(last.table, last.upToDateAt, why, last.unreadable);
    }
}
