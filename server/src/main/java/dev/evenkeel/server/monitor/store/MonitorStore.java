package dev.evenkeel.server.monitor.store;

import dev.evenkeel.core.probe.ProbeMemory;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.State;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.server.platform.file.LockFile;
import dev.evenkeel.server.platform.sql.Session;
import dev.evenkeel.server.platform.sql.SqlDatabase;
import dev.evenkeel.server.platform.sql.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Results and counts on disk: every result for a day, minutes for 90 days, hours after that.
 *
 * <p>A batch is one transaction; what it acknowledged survives {@code kill -9}, streaks that have only begun included. A
 * streak that only confirms what is believed is written every few minutes, and results are added to their minutes once a
 * minute; the results since then complete both.
 */
public final class MonitorStore implements AutoCloseable {
    private static final SqliteFile.Schema SCHEMA =
            new SqliteFile.Schema("monitor.store", "db/migration/monitor", 1165388653, 3);

    private static final int READERS = 4;
    private static final int DELETE_AT_ONCE = 20_000;
    private static final String ADD_UP = " ON CONFLICT DO UPDATE SET good = old.good + excluded.good,"
            + " bad = old.bad + excluded.bad, maintenance = old.maintenance + excluded.maintenance,"
            + " ours = old.ours + excluded.ours, latency_micros = old.latency_micros + excluded.latency_micros";
    private static final Duration STREAKS_EVERY = Duration.ofMinutes(5);
    private static final Duration TALLY_EVERY = Duration.ofMinutes(1);

    /**
     * How much is kept.
     *
     * @param results how long every result is
     * @param mostResults and how many of them, whatever their age
     */
    public record Retention(Duration results, long mostResults, Duration minutes, Duration hours) {}

    private final LockFile lock;
    private final SqlDatabase database;
    private final Retention retention;
    private final Map<String, Long> seriesIds = new HashMap<>();
    private final Map<String, Long> checkIds = new HashMap<>();
    private final Map<String, Written> streaks = new HashMap<>();
    private Instant talliedAt = Instant.EPOCH;

    /** What is on the disk about a streak, and since when. */
    private record Written(Streak streak, Instant at) {
        boolean stillSays(Streak now) {
            boolean confirms = switch (now.state()) {
                case UP -> now.successes() > 0;
                case DOWN -> now.failures() > 0;
                case UNKNOWN -> false;
            };
            return confirms
                    && streak.state() == now.state()
                    && Objects.equals(streak.since(), now.since())
                    && Objects.equals(streak.streakSince(), now.streakSince());
        }
    }

    private MonitorStore(LockFile lock, SqlDatabase database, Retention retention) {
        this.lock = lock;
        this.database = database;
        this.retention = retention;
    }

    /**
     * Opens the file, or creates it, and holds the lock beside it: two that write what they believe would undo each
     * other's.
     *
     * @throws IOException when another program uses it, or it can't be used
     */
    public static MonitorStore open(Path file, Retention retention) throws IOException {
        LockFile lock = lock(file);
        try {
            return new MonitorStore(lock, SqlDatabase.open("monitor", file, SCHEMA, READERS), retention);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static LockFile lock(Path file) throws IOException {
        Path path = file.toAbsolutePath();
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        // Behind links, so that each way to the file leads to the same lock.
        Path real = Files.exists(path) ? path.toRealPath() : path;
        return LockFile.take(real.resolveSibling(real.getFileName() + ".lock"))
                .orElseThrow(() -> new IOException(
                        file + " is in use by another Evenkeel: end it, or give this one its own monitor.store"));
    }

    /** For the parts of the monitor that keep tables of their own in it. */
    public SqlDatabase database() {
        return database;
    }

    /** Writes all of it, or nothing, and remembers that we were there. */
    public void write(Batch batch, Instant now) throws IOException {
        Map<String, Batch.Belief> news = new HashMap<>(batch.beliefs());
        news.entrySet().removeIf(belief -> isWritten(belief.getKey(), belief.getValue()));
        boolean tally = Duration.between(talliedAt, now).abs().compareTo(TALLY_EVERY) >= 0;
        try {
            database.write(session -> {
                for (Result result : batch.results()) {
                    insert(session, result);
                }
                for (Map.Entry<Batch.Minute, Tally> minute :
                        batch.withoutResult().entrySet()) {
                    addTo(session, minute.getKey(), minute.getValue());
                }
                for (Map.Entry<String, Batch.Belief> belief : news.entrySet()) {
                    believe(session, belief.getKey(), belief.getValue());
                }
                PreparedStatement alive =
                        session.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('aliveAt', ?)");
                alive.setLong(1, now.toEpochMilli());
                alive.executeUpdate();
                if (tally) {
                    tally(session);
                }
                return batch;
            });
        } catch (IOException e) {
            // Series that were new in it are so again.
            seriesIds.clear();
            checkIds.clear();
            throw e;
        }
        talliedAt = tally ? now : talliedAt;
        news.forEach((check, belief) -> streaks.put(check, new Written(belief.streak(), belief.lastRun())));
    }

    private boolean isWritten(String check, Batch.Belief belief) {
        Written written = streaks.get(check);
        return written != null
                && written.stillSays(belief.streak())
                && belief.lastRun().isBefore(written.at().plus(STREAKS_EVERY));
    }

    /** When we last wrote; empty at the first start. */
    public Optional<Instant> aliveAt() throws IOException {
        return database.read(session -> {
            try (ResultSet row = session.prepare("SELECT value FROM meta WHERE name = 'aliveAt'")
                    .executeQuery()) {
                return row.next() ? Optional.of(Instant.ofEpochMilli(row.getLong(1))) : Optional.empty();
            }
        });
    }

    private long seriesId(Session session, String name) throws SQLException {
        Long known = seriesIds.get(name);
        if (known != null) {
            return known;
        }
        PreparedStatement insert = session.prepare("INSERT INTO series (name) VALUES (?) ON CONFLICT DO NOTHING");
        insert.setString(1, name);
        insert.executeUpdate();
        PreparedStatement select = session.prepare("SELECT id FROM series WHERE name = ?");
        select.setString(1, name);
        try (ResultSet row = select.executeQuery()) {
            row.next();
            long id = row.getLong(1);
            seriesIds.put(name, id);
            return id;
        }
    }

    /** The same without a new name for each run. */
    private long checkId(Session session, String check) throws SQLException {
        Long known = checkIds.get(check);
        if (known != null) {
            return known;
        }
        long id = seriesId(session, Batch.checkSeries(check));
        checkIds.put(check, id);
        return id;
    }

    private void insert(Session session, Result result) throws SQLException {
        PreparedStatement statement = session.prepare("INSERT INTO results (series_id, slot, intended_at, started_at,"
                + " latency_micros, verdict, cause, error, status, address, maintenance, trace_id)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        statement.setLong(1, checkId(session, result.check()));
        statement.setLong(2, result.slot());
        statement.setLong(3, result.intendedStart().toEpochMilli());
        statement.setLong(4, result.start().toEpochMilli());
        statement.setLong(5, result.latency().toNanos() / 1000);
        statement.setString(6, result.verdict().name());
        statement.setString(7, result.cause() == null ? null : result.cause().label());
        statement.setString(8, result.error());
        Integer status = result.status();
        if (status == null) {
            statement.setNull(9, Types.INTEGER);
        } else {
            statement.setInt(9, status);
        }
        statement.setString(10, result.address());
        statement.setString(11, result.maintenance());
        statement.setString(12, result.traceId());
        statement.executeUpdate();
    }

    private void addTo(Session session, Batch.Minute minute, Tally tally) throws SQLException {
        PreparedStatement statement = session.prepare("INSERT INTO minutes AS old"
                + " (series_id, minute, good, bad, maintenance, ours, latency_micros) VALUES (?, ?, ?, ?, ?, ?, ?)"
                + ADD_UP);
        statement.setLong(1, seriesId(session, minute.series()));
        statement.setLong(2, minute.number());
        statement.setLong(3, tally.good());
        statement.setLong(4, tally.bad());
        statement.setLong(5, tally.maintenance());
        statement.setLong(6, tally.ours());
        statement.setLong(7, tally.latencyMicros());
        statement.executeUpdate();
    }

    /** Adds the results that are in no minute yet to theirs. */
    private static void tally(Session session) throws SQLException {
        session.prepare("INSERT INTO minutes AS old"
                        + " (series_id, minute, good, bad, maintenance, ours, latency_micros)"
                        + " SELECT series_id, minute, sum(good), sum(bad), sum(maintenance), sum(ours),"
                        + " sum(latency_micros) FROM untallied WHERE true GROUP BY 1, 2" + ADD_UP)
                .executeUpdate();
        tallied(session);
    }

    /** All results there are stand in their minutes. */
    private static void tallied(Session session) throws SQLException {
        session.prepare("INSERT OR REPLACE INTO meta SELECT 'talliedTo', coalesce(max(seq), 0) FROM results")
                .executeUpdate();
    }

    private static void believe(Session session, String check, Batch.Belief belief) throws SQLException {
        PreparedStatement statement = session.prepare("INSERT OR REPLACE INTO streaks"
                + " (name, state, since, successes, failures, streak_since, last_run_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
        Streak streak = belief.streak();
        statement.setString(1, check);
        statement.setString(2, streak.state().name());
        setTime(statement, 3, streak.since());
        statement.setInt(4, streak.successes());
        statement.setInt(5, streak.failures());
        setTime(statement, 6, streak.streakSince());
        statement.setLong(7, belief.lastRun().toEpochMilli());
        statement.executeUpdate();
    }

    private static void setTime(PreparedStatement statement, int at, @Nullable Instant time) throws SQLException {
        if (time == null) {
            statement.setNull(at, Types.INTEGER);
        } else {
            statement.setLong(at, time.toEpochMilli());
        }
    }

    /** What is remembered of the checks; read once, as of now. */
    public ProbeMemory memory() throws IOException {
        Map<String, Batch.Belief> beliefs = database.read(MonitorStore::readBeliefs);
        return new ProbeMemory() {
            @Override
            public Streak streakOf(String check) {
                Batch.Belief belief = beliefs.get(check);
                return belief == null ? Streak.NONE : belief.streak();
            }

            @Override
            public @Nullable Instant lastRunOf(String check) {
                Batch.Belief belief = beliefs.get(check);
                return belief == null || belief.lastRun().equals(Instant.EPOCH) ? null : belief.lastRun();
            }
        };
    }

    /** Forgets what was believed of checks that there aren't any more, so that their absence is no gap of ours. */
    public void forgetBeliefs(Predicate<String> gone) throws IOException {
        database.write(session -> {
            int forgotten = 0;
            for (String check : readBeliefs(session).keySet()) {
                if (gone.test(check)) {
                    PreparedStatement delete = session.prepare("DELETE FROM streaks WHERE name = ?");
                    delete.setString(1, check);
                    forgotten += delete.executeUpdate();
                }
            }
            return forgotten;
        });
        streaks.keySet().removeIf(gone);
    }

    private static Map<String, Batch.Belief> readBeliefs(Session session) throws SQLException {
        var beliefs = new HashMap<String, Batch.Belief>();
        try (ResultSet row = session.prepare(
                        "SELECT streaks.name, state, since, successes, failures, streak_since, last_run_at,"
                                + " (SELECT max(intended_at) FROM results WHERE series_id = series.id),"
                                + " (SELECT count(*) FROM results WHERE series_id = series.id"
                                + " AND intended_at > last_run_at AND verdict <> 'UNKNOWN' AND maintenance IS NULL)"
                                + " FROM streaks LEFT JOIN series ON series.name = 'check:' || streaks.name")
                .executeQuery()) {
            while (row.next()) {
                int more = row.getInt(9);
                int successes = row.getInt(4);
                int failures = row.getInt(5);
                var streak = new Streak(
                        State.valueOf(row.getString(2)),
                        time(row, 3),
                        successes == 0 ? 0 : successes + more,
                        failures == 0 ? 0 : failures + more,
                        time(row, 6));
                Instant lastRun = Instant.ofEpochMilli(Math.max(row.getLong(7), row.getLong(8)));
                beliefs.put(row.getString(1), new Batch.Belief(streak, lastRun));
            }
        }
        return beliefs;
    }

    private static @Nullable Instant time(ResultSet row, int at) throws SQLException {
        long millis = row.getLong(at);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /**
     * Folds what is old and drops what is too old, in small steps, so that others write in between.
     *
     * @return how many rows went
     */
    public long tidy(Instant now) throws IOException {
        long gone = 0;
        long resultsBefore = now.minus(retention.results()).toEpochMilli();
        long hourBefore = now.minus(retention.minutes()).getEpochSecond() / 3600;
        gone += inSteps("DELETE FROM results WHERE seq IN (SELECT seq FROM results WHERE intended_at < " + resultsBefore
                + " ORDER BY seq LIMIT " + DELETE_AT_ONCE + ") AND intended_at < " + resultsBefore);
        gone += inSteps("DELETE FROM results WHERE seq <= (SELECT max(seq) FROM results) - " + retention.mostResults()
                + " AND seq < (SELECT min(seq) FROM results) + " + DELETE_AT_ONCE);
        gone += foldMinutes(hourBefore);
        gone += inSteps(
                "DELETE FROM hours WHERE hour < " + now.minus(retention.hours()).getEpochSecond() / 3600);
        return gone;
    }

    private long inSteps(String sql) throws IOException {
        long all = 0;
        int gone;
        do {
            gone = database.write(session -> {
                tally(session);
                int rows = session.prepare(sql).executeUpdate();
                // When the newest result went, too, the next one gets a lower number.
                tallied(session);
                return rows;
            });
            all += gone;
        } while (gone > 0);
        return all;
    }

    /** Adds minutes to their hours and drops them, a series at a time. */
    private long foldMinutes(long hourBefore) throws IOException {
        long all = 0;
        long gone;
        do {
            gone = database.write(session -> fold(session, hourBefore));
            all += gone;
        } while (gone > 0);
        return all;
    }

    private static long fold(Session session, long hourBefore) throws SQLException {
        PreparedStatement next = session.prepare("SELECT id FROM series WHERE EXISTS (SELECT 1 FROM minutes"
                + " WHERE series_id = id AND minute < ?) LIMIT 1");
        next.setLong(1, hourBefore * 60);
        long series;
        try (ResultSet row = next.executeQuery()) {
            if (!row.next()) {
                return 0;
            }
            series = row.getLong(1);
        }
        PreparedStatement fold =
                session.prepare("INSERT INTO hours AS old (series_id, hour, good, bad, maintenance, ours,"
                        + " latency_micros) SELECT series_id, minute / 60, sum(good), sum(bad), sum(maintenance), sum(ours),"
                        + " sum(latency_micros) FROM minutes WHERE series_id = ? AND minute < ? GROUP BY 1, 2"
                        + ADD_UP);
        fold.setLong(1, series);
        fold.setLong(2, hourBefore * 60);
        fold.executeUpdate();
        PreparedStatement delete = session.prepare("DELETE FROM minutes WHERE series_id = ? AND minute < ?");
        delete.setLong(1, series);
        delete.setLong(2, hourBefore * 60);
        return delete.executeUpdate();
    }

    @Override
    public void close() throws IOException {
        try {
            database.close();
        } finally {
            lock.close();
        }
    }
}
