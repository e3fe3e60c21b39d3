package dev.evenkeel.core.deployment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Deployments in columns, for computing over all of them: of each record its service, environment, version, status,
 * start, duration when it succeeded, and whether it brought an older version back. About 30 bytes a record, versions
 * aside.
 *
 * <p>Any number of threads may read while one writes: readers work on a {@link TableView}, in which a batch is either
 * whole or not at all. Writers take turns.
 *
 * <p>Rows are kept per service and environment in blocks that never change; a batch builds the blocks anew that it
 * touches. Each block knows its counts, the order of its lead times, and its latest success, so that computations look
 * into the rows of few blocks only.
 */
public final class DeploymentTable {
    private static final int BLOCK_ROWS = 2048;

    private final Segments segments;
    private final VersionDictionary versions = new VersionDictionary();
    private final TreeMap<Series.Key, Series> series = new TreeMap<>();
    private long size;
    private volatile TableView view;

    public DeploymentTable() {
        this(BLOCK_ROWS);
    }

    /** A table with blocks of at most {@code blockRows} rows, 2 to {@value Draft#MAX_ROWS}. */
    DeploymentTable(int blockRows) {
        if (blockRows < 2 || blockRows > Draft.MAX_ROWS) {
            throw new IllegalArgumentException("blockRows must be 2 to " + Draft.MAX_ROWS + ", not " + blockRows);
        }
        segments = new Segments(blockRows);
        view = new TableView(List.of(), versions.view(), 0, 0);
    }

    /**
     * Adds the records with new ids and replaces those with known ones, in the order of the batch. Readers see all of
     * it or nothing.
     *
     * @throws NullPointerException when a record lacks something that every record has; nothing is changed then
     */
    public synchronized void apply(Collection<? extends Delivery> batch) {
        List<Delivery> records = List.copyOf(batch);
        int added = 0;
        for (Delivery record : records) {
            check(record);
            if (segments.find(IdHash.of(record.id())) == null) {
                added++;
            }
        }
        segments.reserve(size + added, records.size());
        for (Delivery record : records) {
            put(record);
            if (segments.isCrowded()) {
                segments.seal();
            }
        }
        segments.seal();
        publish();
    }

    /** The contents at this moment. */
    public TableView view() {
        return view;
    }

    /** How many records there are. */
    public long size() {
        return view.size();
    }

    /** The earliest start, or null when there are no records. */
    public @Nullable Instant firstStartedAt() {
        return view.firstStartedAt();
    }

    /** The latest start, or null when there are no records. */
    public @Nullable Instant lastStartedAt() {
        return view.lastStartedAt();
    }

    /** About how much memory the table takes, in bytes, dictionaries and indexes included. */
    public long memoryBytes() {
        return view.bytes();
    }

    private void put(Delivery deployment) {
        long id = IdHash.of(deployment.id());
        Row row = Row.of(id, deployment, versions.code(deployment.version()));
        Series target = series(new Series.Key(deployment.serviceName(), deployment.environment()));
        Segment before = segments.find(id);
        if (before == null) {
            segments.added(id, target.add(row));
            size++;
        } else {
            before.series().remove(id, before);
            segments.moved(id, before, target.add(row));
        }
    }

    private Series series(Series.Key key) {
        Series known = series.get(key);
        if (known == null) {
            known = new Series(key, segments);
            series.put(key, known);
        }
        return known;
    }

    private void publish() {
        List<SeriesView> views = new ArrayList<>(series.size());
        for (var entries = series.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<Series.Key, Series> entry = entries.next();
            if (entry.getValue().isEmpty()) {
                entries.remove();
            } else {
                views.add(entry.getValue().view());
            }
        }
        long bytes = segments.bytes() + versions.bytes() + series.size() * 10L * Sizes.OBJECT;
        view = new TableView(views, versions.view(), size, bytes);
    }

    private static void check(Delivery record) {
        Objects.requireNonNull(record.id(), "id");
        Objects.requireNonNull(record.serviceName(), "serviceName");
        Objects.requireNonNull(record.version(), "version");
        Objects.requireNonNull(record.environment(), "environment");
        Objects.requireNonNull(record.status(), "status");
        Objects.requireNonNull(record.startedAt(), "startedAt");
    }
}
