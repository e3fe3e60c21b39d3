package dev.evenkeel.server.monitor.store;

import dev.evenkeel.core.incident.Signal.Sighting;
import dev.evenkeel.server.platform.sql.SqlDatabase;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what was seen: results, counts by time, and evidence. */
public final class History {
    private static final String HOURS = "SELECT hour, good, bad, maintenance, ours, latency_micros FROM hours"
            + " WHERE series_id = (SELECT id FROM series WHERE name = ?1) AND hour BETWEEN ?2 AND ?3 ORDER BY hour";

    /** Those of results that aren't added to them yet included. */
    private static final String MINUTES = "SELECT minute, sum(good), sum(bad), sum(maintenance), sum(ours),"
            + " sum(latency_micros) FROM (SELECT minute, good, bad, maintenance, ours, latency_micros FROM minutes"
            + " WHERE series_id = (SELECT id FROM series WHERE name = ?1) AND minute BETWEEN ?2 AND ?3 UNION ALL"
            + " SELECT minute, good, bad, maintenance, ours, latency_micros FROM untallied"
            + " WHERE series_id = (SELECT id FROM series WHERE name = ?1)"
            + " AND intended_at BETWEEN ?2 * 60000 AND ?3 * 60000 + 59999) GROUP BY minute ORDER BY minute";

    private final SqlDatabase database;

    public History(MonitorStore store) {
        database = store.database();
    }

    /** One result as it is kept. Durations are in seconds. */
    public record Run(
            long slot,
            Instant intendedAt,
            Instant startedAt,
            double latencySeconds,
            String verdict,
            @Nullable String cause,
            @Nullable String error,
            @Nullable Integer status,
            @Nullable String address,
            @Nullable String maintenance,
            String traceId) {}

    /** A stretch of time and what was counted in it. */
    public record Stretch(Instant from, Duration length, Tally tally) {}

    /** Whether anything was ever counted in a series. */
    public boolean knows(String series) throws IOException {
        return database.read(session -> {
            PreparedStatement statement = session.prepare("SELECT 1 FROM series WHERE name = ?");
            statement.setString(1, series);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        });
    }

    /** The runs of a check that should have begun in [from, to), newest first. */
    public List<Run> runs(String check, Instant from, Instant to, int limit) throws IOException {
        return database.read(session -> {
            PreparedStatement statement =
                    session.prepare("SELECT slot, intended_at, started_at, latency_micros, verdict,"
                            + " cause, error, status, address, maintenance, trace_id FROM results"
                            + " WHERE series_id = (SELECT id FROM series WHERE name = ?) AND intended_at >= ?"
                            + " AND intended_at < ? ORDER BY intended_at DESC, slot DESC LIMIT ?");
            statement.setString(1, Batch.checkSeries(check));
            statement.setLong(2, from.toEpochMilli());
            statement.setLong(3, to.toEpochMilli());
            statement.setInt(4, limit);
            List<Run> runs = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    runs.add(run(row));
                }
            }
            return runs;
        });
    }

    private static Run run(ResultSet row) throws SQLException {
        int status = row.getInt(8);
        return new Run(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                Instant.ofEpochMilli(row.getLong(3)),
                row.getLong(4) / 1e6,
                row.getString(5).toLowerCase(Locale.ROOT),
                row.getString(6),
                row.getString(7),
                status == 0 ? null : status,
                row.getString(9),
                row.getString(10),
                row.getString(11));
    }

    /** The minutes of a series from one to another, inclusive, oldest first; those without anything are left out. */
    public List<Stretch> minutes(String series, Instant from, Instant to) throws IOException {
        return stretches(MINUTES, Duration.ofMinutes(1), series, from, to);
    }

    /** The minutes and, where those are gone, the hours of a series, oldest first. */
    public List<Stretch> stretches(String series, Instant from, Instant to) throws IOException {
        var all = new TreeMap<Instant, Stretch>();
        for (Stretch hour : stretches(HOURS, Duration.ofHours(1), series, from, to)) {
            all.put(hour.from(), hour);
        }
        for (Stretch minute : minutes(series, from, to)) {
            // An hour that was folded while minutes of it went on coming has both: they add up.
            all.merge(
                    minute.from(),
                    minute,
                    (one, two) ->
                            new Stretch(one.from(), one.length(), one.tally().plus(two.tally())));
        }
        return List.copyOf(all.values());
    }

    private List<Stretch> stretches(String counts, Duration length, String series, Instant from, Instant to)
            throws IOException {
        return database.read(session -> {
            PreparedStatement statement = session.prepare(counts);
            statement.setString(1, series);
            statement.setLong(2, Math.floorDiv(from.getEpochSecond(), length.toSeconds()));
            statement.setLong(3, Math.floorDiv(to.getEpochSecond(), length.toSeconds()));
            List<Stretch> stretches = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Instant start = Instant.ofEpochSecond(row.getLong(1) * length.toSeconds());
                    var tally =
                            new Tally(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
                    stretches.add(new Stretch(start, length, tally));
                }
            }
            return stretches;
        });
    }

    /**
     * The first failure since {@code from}: that of a run where there are any, else the end of the first minute with one,
     * or {@code to} when that is earlier, since nothing earlier is certain.
     *
     * @return null when there is none
     */
    public @Nullable Instant firstBad(String series, Instant from, Instant to) throws IOException {
        Optional<Instant> run = firstFailedRun(series, from, to);
        if (run.isPresent()) {
            return run.get();
        }
        for (Stretch minute : minutes(series, from, to)) {
            Instant end = minute.from().plus(minute.length());
            if (minute.tally().bad() > 0) {
                return end.isBefore(to) ? end : to;
            }
        }
        return null;
    }

    private Optional<Instant> firstFailedRun(String series, Instant from, Instant to) throws IOException {
        return database.read(session -> {
            PreparedStatement statement = session.prepare("SELECT min(intended_at) FROM results"
                    + " WHERE series_id = (SELECT id FROM series WHERE name = ?) AND intended_at >= ?"
                    + " AND intended_at <= ? AND verdict = 'FAILURE' AND maintenance IS NULL");
            statement.setString(1, series);
            statement.setLong(2, from.toEpochMilli());
            statement.setLong(3, to.toEpochMilli());
            try (ResultSet row = statement.executeQuery()) {
                long first = row.next() ? row.getLong(1) : 0;
                return first == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(first));
            }
        });
    }

    /** What a check saw in the last minutes run by run, and before that minute by minute, as evidence. */
    public List<Sighting> sightings(String check, Instant now) throws IOException {
        Instant fine = Instant.ofEpochSecond(now.getEpochSecond() / 60 * 60).minus(Duration.ofMinutes(5));
        List<Sighting> sightings = new ArrayList<>();
        for (Stretch minute :
                minutes(Batch.checkSeries(check), fine.minus(Duration.ofMinutes(55)), fine.minusSeconds(1))) {
            Instant end = minute.from().plus(minute.length());
            sightings.add(new Sighting(
                    minute.from(), end, minute.tally().good(), minute.tally().bad()));
        }
        List<Run> runs = runs(check, fine, now.plusSeconds(60), 1000);
        for (Run run : runs.reversed()) {
            boolean counts = run.maintenance() == null && !run.verdict().equals("unknown");
            if (counts) {
                boolean good = run.verdict().equals("success");
                sightings.add(new Sighting(run.intendedAt(), run.intendedAt(), good ? 1 : 0, good ? 0 : 1));
            }
        }
        return sightings;
    }
}
