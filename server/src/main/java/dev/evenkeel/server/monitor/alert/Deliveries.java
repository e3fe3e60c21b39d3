package dev.evenkeel.server.monitor.alert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.monitor.alert.Sender.NotSentException;
import dev.evenkeel.server.monitor.store.MonitorStore;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.platform.sql.Session;
import dev.evenkeel.server.platform.sql.SqlDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The queue of notices on disk: what is on its way, what was sent, and what was given up and can be looked at and sent
 * again. For one receiver the notices of a group leave in the order in which they were written.
 */
public final class Deliveries {
    static final String PENDING = "pending";
    static final String SENT = "sent";
    static final String DEAD = "dead";
    private static final String RETRY = "retry";

    private static final String SELECT = "SELECT id, identity, receiver, group_key, state, created_at, next_at,"
            + " attempts, last_error, sent_at, content FROM deliveries";

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration KEEP_SENT = Duration.ofDays(7);
    private static final Duration KEEP_DEAD = Duration.ofDays(30);

    private final SqlDatabase database;
    private final Duration giveUpAfter;
    private final Map<Outcome, LongAdder> outcomes = new ConcurrentHashMap<>();

    public Deliveries(MonitorStore store, Duration giveUpAfter) {
        database = store.database();
        this.giveUpAfter = giveUpAfter;
    }

    /**
     * One notice.
     *
     * @param state {@code pending}, {@code sent} or {@code dead}
     * @param attempts how often it was tried
     */
    public record Delivery(
            long id,
            String identity,
            String receiver,
            String groupKey,
            String state,
            Instant createdAt,
            Instant nextAt,
            int attempts,
            @Nullable String lastError,
            @Nullable Instant sentAt,
            String content) {}

    /**
     * How a try ended.
     *
     * @param outcome {@code sent}, {@code retry} when it will be tried again, {@code dead} when it was given up
     */
    public record Outcome(String receiver, String outcome) {}

    /**
     * What waits for a receiver.
     *
     * @param oldest since when the notice waits that waits longest; null when none does
     */
    public record Backlog(long pending, long dead, @Nullable Instant oldest) {
        public static final Backlog EMPTY = new Backlog(0, 0, null);
    }

    /** Tries since the program started. */
    public Map<Outcome, Long> outcomes() {
        Map<Outcome, Long> counts = new HashMap<>();
        outcomes.forEach((outcome, count) -> counts.put(outcome, count.sum()));
        return counts;
    }

    /** What isn't sent, by receiver; those without anything are left out. */
    public Map<String, Backlog> backlogs() throws IOException {
        return database.read(session -> {
            Map<String, Backlog> backlogs = new HashMap<>();
            try (ResultSet row = session.prepare("SELECT receiver, COALESCE(SUM(state = 'pending'), 0),"
                            + " COALESCE(SUM(state = 'dead'), 0), MIN(CASE state WHEN 'pending' THEN created_at END)"
                            + " FROM deliveries WHERE state IN ('pending', 'dead') GROUP BY receiver")
                    .executeQuery()) {
                while (row.next()) {
                    long oldest = row.getLong(4);
                    Instant since = row.wasNull() ? null : Instant.ofEpochMilli(oldest);
                    backlogs.put(row.getString(1), new Backlog(row.getLong(2), row.getLong(3), since));
                }
            }
            return backlogs;
        });
    }

    private void count(Receiver receiver, String outcome) {
        outcomes.computeIfAbsent(new Outcome(receiver.name(), outcome), _ -> new LongAdder())
                .increment();
    }

    /** Puts a notice into the queue, in the transaction of who decided that. */
    static void add(Session session, String identity, String receiver, String groupKey, String content, Instant now)
            throws SQLException {
        PreparedStatement statement = session.prepare("INSERT INTO deliveries (identity, receiver, group_key, state,"
                + " created_at, next_at, attempts, content) VALUES (?, ?, ?, 'pending', ?, ?, 0, ?)");
        statement.setString(1, identity);
        statement.setString(2, receiver);
        statement.setString(3, groupKey);
        statement.setLong(4, now.toEpochMilli());
        statement.setLong(5, now.toEpochMilli());
        statement.setString(6, content);
        statement.executeUpdate();
    }

    /**
     * Tries what is due for one receiver.
     *
     * @return how many were sent
     */
    public int runDue(Receiver receiver, Instant now) throws IOException, InterruptedException {
        int sent = 0;
        for (Delivery delivery : due(receiver.name(), now)) {
            if (tryOne(receiver, delivery, now)) {
                sent++;
            }
        }
        return sent;
    }

    private boolean tryOne(Receiver receiver, Delivery delivery, Instant now) throws IOException, InterruptedException {
        try {
            JsonNode notice = Json.parse(delivery.content().getBytes(StandardCharsets.UTF_8));
            receiver.sender().send(notice, delivery.identity());
            finish(delivery.id(), SENT, null, now, now);
            count(receiver, SENT);
            return true;
        } catch (NotSentException e) {
            boolean late = !now.isBefore(delivery.createdAt().plus(giveUpAfter));
            if (e.isLasting() || late) {
                String why =
                        late ? e.getMessage() + " (given up after " + delivery.attempts() + " tries)" : e.getMessage();
                finish(delivery.id(), DEAD, why, now, null);
                count(receiver, DEAD);
            } else {
                finish(delivery.id(), PENDING, e.getMessage(), now.plus(waitAfter(delivery.attempts())), null);
                count(receiver, RETRY);
            }
            return false;
        }
    }

    /** 1, 2, 4 … 60 seconds. */
    private static Duration waitAfter(int attempts) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(attempts, 10));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** Those whose time has come and that no older one of the same group is before. */
    private List<Delivery> due(String receiver, Instant now) throws IOException {
        return database.read(session -> {
            PreparedStatement statement = session.prepare(SELECT + " AS one WHERE state = 'pending' AND receiver = ?"
                    + " AND next_at <= ? AND NOT EXISTS (SELECT 1 FROM deliveries AS older"
                    + " WHERE older.state = 'pending' AND older.receiver = one.receiver"
                    + " AND older.group_key = one.group_key AND older.id < one.id) ORDER BY id LIMIT 100");
            statement.setString(1, receiver);
            statement.setLong(2, now.toEpochMilli());
            return readAll(statement);
        });
    }

    private void finish(long id, String state, @Nullable String error, Instant nextAt, @Nullable Instant sentAt)
            throws IOException {
        database.write(session -> {
            PreparedStatement statement =
                    session.prepare("UPDATE deliveries SET state = ?, last_error = ?, next_at = ?,"
                            + " sent_at = ?, attempts = attempts + 1 WHERE id = ?");
            statement.setString(1, state);
            statement.setString(2, error);
            statement.setLong(3, nextAt.toEpochMilli());
            if (sentAt == null) {
                statement.setNull(4, Types.INTEGER);
            } else {
                statement.setLong(4, sentAt.toEpochMilli());
            }
            statement.setLong(5, id);
            return statement.executeUpdate();
        });
    }

    /** Newest first. */
    public List<Delivery> list(@Nullable String state, int limit) throws IOException {
        return database.read(session -> {
            PreparedStatement statement =
                    session.prepare(SELECT + " WHERE ?1 IS NULL OR state = ?1 ORDER BY id DESC LIMIT ?2");
            statement.setString(1, state);
            statement.setInt(2, limit);
            return readAll(statement);
        });
    }

    /** Puts one that was given up back into the queue, with its identity; empty when there is no such one. */
    public Optional<Delivery> resend(long id, Instant now) throws IOException {
        return database.write(session -> {
            PreparedStatement update = session.prepare("UPDATE deliveries SET state = 'pending', next_at = ?,"
                    + " created_at = ?, attempts = 0 WHERE id = ? AND state = 'dead'");
            update.setLong(1, now.toEpochMilli());
            update.setLong(2, now.toEpochMilli());
            update.setLong(3, id);
            update.executeUpdate();
            PreparedStatement select = session.prepare(SELECT + " WHERE id = ?");
            select.setLong(1, id);
            return readAll(select).stream().findFirst();
        });
    }

    /** Drops what was sent or given up long ago. */
    public void tidy(Instant now) throws IOException {
        database.write(session -> {
            PreparedStatement statement =
                    session.prepare("DELETE FROM deliveries WHERE (state = 'sent' AND sent_at < ?)"
                            + " OR (state = 'dead' AND next_at < ?)");
            statement.setLong(1, now.minus(KEEP_SENT).toEpochMilli());
            statement.setLong(2, now.minus(KEEP_DEAD).toEpochMilli());
            return statement.executeUpdate();
        });
    }

    private static List<Delivery> readAll(PreparedStatement statement) throws SQLException {
        List<Delivery> all = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                long sent = row.getLong(10);
                Instant sentAt = row.wasNull() ? null : Instant.ofEpochMilli(sent);
                all.add(new Delivery(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        Instant.ofEpochMilli(row.getLong(6)),
                        Instant.ofEpochMilli(row.getLong(7)),
                        row.getInt(8),
                        row.getString(9),
                        sentAt,
                        row.getString(11)));
            }
        }
        return all;
    }
}
