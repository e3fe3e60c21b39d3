package dev.evenkeel.server.monitor.slo;

import dev.evenkeel.core.slo.BurnAlert;
import dev.evenkeel.core.slo.BurnRule;
import dev.evenkeel.core.slo.Gap;
import dev.evenkeel.core.slo.Ledger;
import dev.evenkeel.core.slo.SloTracker;
import dev.evenkeel.server.monitor.store.Batch;
import dev.evenkeel.server.monitor.store.History;
import dev.evenkeel.server.monitor.store.History.Stretch;
import dev.evenkeel.server.monitor.store.MonitorStore;
import dev.evenkeel.server.monitor.store.Tally;
import dev.evenkeel.server.platform.sql.Session;
import dev.evenkeel.server.platform.sql.SqlDatabase;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts for all objectives. After a start it counts again what the store kept, and says of the time in which it didn't
 * run that this was our fault. Safe for use by many threads.
 */
public final class SloEngine {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private record Entry(WatchedSlo watched, SloTracker tracker) {}

    /** A rule of an objective began or ended to fire. */
    public record Change(WatchedSlo watched, BurnAlert.Change change) {}

    /** How an objective stands. */
    public record Standing(WatchedSlo watched, SloTracker.Standing standing, List<BurnAlert> alerts) {}

    private final SqlDatabase database;
    private final List<Entry> entries;
    private final Map<String, List<Entry>> bySeries = new HashMap<>();

    private SloEngine(SqlDatabase database, List<Entry> entries) {
        this.database = database;
        this.entries = entries;
        for (Entry entry : entries) {
            bySeries.computeIfAbsent(entry.watched().series(), _ -> new ArrayList<>())
                    .add(entry);
        }
    }

    /**
     * With what was counted and what fired before.
     *
     * @param aliveAt when we last wrote; null at the first start
     */
    public static SloEngine open(MonitorStore store, List<WatchedSlo> slos, @Nullable Instant aliveAt, Instant now)
            throws IOException {
        forgetOthers(store.database(), slos);
        Map<String, Map<String, Instant>> firing = firing(store.database());
        var history = new History(store);
        List<Entry> entries = new ArrayList<>();
        for (WatchedSlo watched : slos) {
            Instant from = now.minus(watched.slo().window());
            var tracker = new SloTracker(
                    watched.slo(), from, firing.getOrDefault(watched.slo().name(), Map.of()));
            for (Stretch minute : history.stretches(watched.series(), from, now)) {
                count(tracker.ledger(), minute.from(), minute.tally());
            }
            if (aliveAt != null && aliveAt.isAfter(from)) {
                // The minute that we stopped in and that of now are counted as far as they were seen.
                Instant gone = aliveAt.plus(MINUTE);
                if (gone.isBefore(now.minus(MINUTE))) {
                    tracker.ledger().gap(gone, now.minus(MINUTE), Gap.OURS);
                }
            }
            tracker.ledger().advance(now);
            entries.add(new Entry(watched, tracker));
        }
        return new SloEngine(store.database(), entries);
    }

    /** What there isn't any more doesn't fire: else it would, and nobody be told, when it is written down again. */
    private static void forgetOthers(SqlDatabase database, List<WatchedSlo> slos) throws IOException {
        for (Map.Entry<String, Map<String, Instant>> of : firing(database).entrySet()) {
            Set<String> rules = slos.stream()
                    .filter(watched -> watched.slo().name().equals(of.getKey()))
                    .flatMap(watched -> watched.slo().rules().stream())
                    .map(BurnRule::name)
                    .collect(Collectors.toSet());
            for (String rule : of.getValue().keySet()) {
                if (!rules.contains(rule)) {
                    database.write(session -> forget(session, of.getKey(), rule));
                }
            }
        }
    }

    private static int forget(Session session, String slo, String rule) throws SQLException {
        PreparedStatement delete = session.prepare("DELETE FROM firing_rules WHERE slo = ? AND rule = ?");
        delete.setString(1, slo);
        delete.setString(2, rule);
        return delete.executeUpdate();
    }

    private static Map<String, Map<String, Instant>> firing(SqlDatabase database) throws IOException {
        return database.read(session -> {
            var firing = new HashMap<String, Map<String, Instant>>();
            try (ResultSet row =
                    session.prepare("SELECT slo, rule, since FROM firing_rules").executeQuery()) {
                while (row.next()) {
                    firing.computeIfAbsent(row.getString(1), _ -> new HashMap<>())
                            .put(row.getString(2), Instant.ofEpochMilli(row.getLong(3)));
                }
            }
            return firing;
        });
    }

    private static void count(Ledger ledger, Instant minute, Tally tally) {
        if (tally.total() > 0) {
            ledger.record(minute, tally.good(), tally.bad());
        } else if (tally.maintenance() > 0) {
            ledger.gap(minute, minute, Gap.MAINTENANCE);
        } else if (tally.ours() > 0) {
            ledger.gap(minute, minute, Gap.OURS);
        }
    }

    /** Counts what was written to the store. */
    public synchronized void accept(Batch batch) {
        batch.minutes().forEach((minute, tally) -> {
            for (Entry entry : bySeries.getOrDefault(minute.series(), List.of())) {
                count(entry.tracker().ledger(), Instant.ofEpochSecond(minute.number() * 60), tally);
            }
        });
    }

    /** The rules that began or ended to fire. */
    public synchronized List<Change> evaluate(Instant now) {
        List<Change> changes = new ArrayList<>();
        for (Entry entry : entries) {
            for (BurnAlert.Change change : entry.tracker().evaluate(now)) {
                changes.add(new Change(entry.watched(), change));
            }
        }
        return changes;
    }

    /** Remembers a change over a restart; to be called when everybody who has to know does. */
    public void remember(Change change) throws IOException {
        database.write(session -> {
            String slo = change.watched().slo().name();
            if (change.change().firing()) {
                PreparedStatement insert =
                        session.prepare("INSERT OR REPLACE INTO firing_rules (slo, rule, since) VALUES (?, ?, ?)");
                insert.setString(1, slo);
                insert.setString(2, change.change().rule().name());
                insert.setLong(3, change.change().since().toEpochMilli());
                return insert.executeUpdate();
            }
            return forget(session, slo, change.change().rule().name());
        });
    }

    /** How all objectives stand, in the order of the configuration. */
    public synchronized List<Standing> standings(Instant now) {
        return entries.stream()
                .map(entry -> new Standing(
                        entry.watched(),
                        entry.tracker().standing(now),
                        entry.tracker().alerts()))
                .toList();
    }
}
