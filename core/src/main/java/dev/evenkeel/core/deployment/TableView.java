package dev.evenkeel.core.deployment;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The contents of a {@link DeploymentTable} at one moment: never changes, needs no lock. */
public final class TableView {
    private final List<SeriesView> series;
    private final VersionDictionary.Versions versions;
    private final long size;
    private final long first;
    private final long last;
    private final long bytes;

    /** @param series not empty any of them, sorted by service, then environment */
    TableView(List<SeriesView> series, VersionDictionary.Versions versions, long size, long bytes) {
        this.series = List.copyOf(series);
        this.versions = versions;
        this.size = size;
        this.bytes = bytes;
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        for (SeriesView each : series) {
            earliest = Math.min(earliest, each.firstStartedAt());
            latest = Math.max(latest, each.lastStartedAt());
        }
        first = earliest;
        last = latest;
    }

    /** Every service in every environment that it was deployed to, sorted by service, then environment. */
    public List<SeriesView> series() {
        return series;
    }

    public long size() {
        return size;
    }

    /** The earliest start, or null when there are no records. */
    public @Nullable Instant firstStartedAt() {
        return size == 0 ? null : Instant.ofEpochMilli(first);
    }

    /** The latest start, or null when there are no records. */
    public @Nullable Instant lastStartedAt() {
        return size == 0 ? null : Instant.ofEpochMilli(last);
    }

    /** The version of a row of a block of this table. */
    public String version(Block block, int row) {
        return versions.get(block.version(row));
    }

    long bytes() {
        return bytes;
    }
}
