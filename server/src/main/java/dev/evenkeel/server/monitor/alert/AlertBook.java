package dev.evenkeel.server.monitor.alert;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts fire, and what each receiver knows of them.
 *
 * <p>Decides when a receiver is told, as Alertmanager does: some time after the first alert of a group, then when the
 * group changed, then again when it still fires. The decision and the notice are written in one transaction, so that a
 * crash neither loses a notice nor repeats one. Safe for use by many threads.
 */
public final class AlertBook {
    private static final ObjectReader ALERT =
            Json.mapper().readerFor(Alert.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private record GroupId(String receiver, String key) {}

    /**
     * What a receiver knows of a group.
     *
     * @param notifiedAt of the last notice; null before the first
     * @param known the alerts that it was told of last, and how they stood: fingerprint and start to status
     * @param sequence how many notices there were
     */
    private record Told(Instant firstSeenAt, @Nullable Instant notifiedAt, Map<String, String> known, long sequence) {}

    /** What is stored of {@link Told} as JSON. */
    private record Knowledge(Map<String, String> known, long sequence) {}

    private final SqlDatabase database;
    private final List<Receiver> receivers;
    private final Policy policy;
    private final Map<String, Alert> alerts = new TreeMap<>();
    private final Map<GroupId, Told> groups = new HashMap<>();

    private AlertBook(SqlDatabase database, List<Receiver> receivers, Policy policy) {
        this.database = database;
        this.receivers = List.copyOf(receivers);
        this.policy = policy;
    }

    /** With what fired and was told before. */
    public static AlertBook open(MonitorStore store, List<Receiver> receivers, Policy policy) throws IOException {
        var book = new AlertBook(store.database(), receivers, policy);
        store.database().read(session -> {
            book.load(session);
            return book;
        });
        return book;
    }

    private void load(Session session) throws SQLException, IOException {
        try (ResultSet row =
                session.prepare("SELECT fingerprint, record FROM alerts").executeQuery()) {
            while (row.next()) {
                alerts.put(row.getString(1), ALERT.readValue(row.getString(2)));
            }
        }
        try (ResultSet row = session.prepare(
                        "SELECT receiver, group_key, first_seen_at, notified_at, notified" + " FROM alert_groups")
                .executeQuery()) {
            while (row.next()) {
                long notified = row.getLong(4);
                Instant notifiedAt = row.wasNull() ? null : Instant.ofEpochMilli(notified);
                Knowledge knowledge = Json.mapper().readValue(row.getString(5), Knowledge.class);
                groups.put(
                        new GroupId(row.getString(1), row.getString(2)),
                        new Told(
                                Instant.ofEpochMilli(row.getLong(3)),
                                notifiedAt,
                                knowledge.known(),
                                knowledge.sequence()));
            }
        }
    }

    /** All alerts that fire, or whose end not everybody was told yet. */
    public synchronized List<Alert> alerts() {
        return List.copyOf(alerts.values());
    }

    /** Whether none fires, and the ends of all were told. */
    public synchronized boolean isEmpty() {
        return alerts.isEmpty();
    }

    /** Whether an alert with these labels fires. */
    public synchronized boolean isFiring(String fingerprint) {
        Alert alert = alerts.get(fingerprint);
        return alert != null && alert.isFiring();
    }

    /**
     * An alert fires. When it does already, its start stays and nobody is told again.
     *
     * @return whether that is news
     */
    public synchronized boolean fire(Alert alert) throws IOException {
        Alert known = alerts.get(alert.fingerprint());
        if (known != null && known.isFiring()) {
            return false;
        }
        keep(alert);
        return true;
    }

    /**
     * An alert is over.
     *
     * @return whether that is news
     */
    public synchronized boolean resolve(String fingerprint, Instant at) throws IOException {
        Alert known = alerts.get(fingerprint);
        if (known == null || !known.isFiring()) {
            return false;
        }
        keep(known.endingAt(at));
        return true;
    }

    private void keep(Alert alert) throws IOException {
        database.write(session -> {
            PreparedStatement statement =
                    session.prepare("INSERT OR REPLACE INTO alerts (fingerprint, ends_at, record) VALUES (?, ?, ?)");
            statement.setString(1, alert.fingerprint());
            Instant end = alert.endsAt();
            if (end == null) {
                statement.setNull(2, Types.INTEGER);
            } else {
                statement.setLong(2, end.toEpochMilli());
            }
            statement.setString(3, json(alert));
            return statement.executeUpdate();
        });
        alerts.put(alert.fingerprint(), alert);
    }

    private static String json(Object value) {
        return new String(Json.bytes(value), StandardCharsets.UTF_8);
    }

    /** Writes the notices that are due now. */
    public synchronized void tick(Instant now) throws IOException {
        for (Receiver receiver : receivers) {
            Map<String, List<Alert>> byGroup = new TreeMap<>();
            for (Alert alert : alerts.values()) {
                if (receiver.wants(alert)) {
                    byGroup.computeIfAbsent(groupKey(alert), _ -> new ArrayList<>())
                            .add(alert);
                }
            }
            for (Map.Entry<String, List<Alert>> group : byGroup.entrySet()) {
                tick(receiver, group.getKey(), group.getValue(), now);
            }
        }
        forget();
    }

    private void tick(Receiver receiver, String key, List<Alert> members, Instant now) throws IOException {
        var id = new GroupId(receiver.name(), key);
        Told told = groups.get(id);
        List<Alert> worthTelling = members.stream()
                .filter(alert -> alert.isFiring() || (told != null && isOwed(receiver, told, alert)))
                .toList();
        if (worthTelling.isEmpty()) {
            return;
        }
        if (told == null) {
            var seen = new Told(now, null, Map.of(), 0);
            database.write(session -> put(session, id, seen));
            groups.put(id, seen);
            tickAgain(receiver, key, worthTelling, seen, now);
        } else {
            tickAgain(receiver, key, worthTelling, told, now);
        }
    }

    private void tickAgain(Receiver receiver, String key, List<Alert> members, Told told, Instant now)
            throws IOException {
        if (!isDue(members, told, now)) {
            return;
        }
        Map<String, String> known = new TreeMap<>();
        members.forEach(alert -> known.put(instance(alert), alert.status()));
        boolean over = members.stream().noneMatch(Alert::isFiring);
        var next = new Told(told.firstSeenAt(), now, known, told.sequence() + 1);
        var id = new GroupId(receiver.name(), key);
        String notice =
                Notice.text(receiver.name(), key, groupLabels(members.getFirst()), members, policy.externalUrl());
        String identity =
                receiver.name() + "-" + Alert.hash(key + told.firstSeenAt().toEpochMilli()) + "-" + next.sequence();
        database.write(session -> {
            Deliveries.add(session, identity, receiver.name(), key, notice, now);
            return over ? remove(session, id) : put(session, id, next);
        });
        if (over) {
            groups.remove(id);
        } else {
            groups.put(id, next);
        }
    }

    private boolean isDue(List<Alert> members, Told told, Instant now) {
        Instant last = told.notifiedAt();
        if (last == null) {
            return !now.isBefore(told.firstSeenAt().plus(policy.groupWait()));
        }
        boolean changed = members.stream()
                .anyMatch(alert -> !alert.status().equals(told.known().get(instance(alert))));
        if (changed) {
            return !now.isBefore(last.plus(policy.groupInterval()));
        }
        return members.stream().anyMatch(Alert::isFiring) && !now.isBefore(last.plus(policy.repeatInterval()));
    }

    /** Whether a receiver was told that it fires and still has to hear that it is over. */
    private static boolean isOwed(Receiver receiver, Told told, Alert alert) {
        return receiver.sendResolved() && "firing".equals(told.known().get(instance(alert)));
    }

    /** Forgets what is over as soon as nobody has to hear of it any more. */
    private void forget() throws IOException {
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, Alert> entry : alerts.entrySet()) {
            if (!entry.getValue().isFiring() && receivers.stream().noneMatch(r -> isOwed(r, entry.getValue()))) {
                gone.add(entry.getKey());
            }
        }
        List<GroupId> silent = new ArrayList<>();
        for (GroupId id : groups.keySet()) {
            boolean used = alerts.values().stream()
                    .filter(alert -> !gone.contains(alert.fingerprint()))
                    .anyMatch(alert -> groupKey(alert).equals(id.key()));
            if (!used) {
                silent.add(id);
            }
        }
        if (gone.isEmpty() && silent.isEmpty()) {
            return;
        }
        database.write(session -> {
            for (String fingerprint : gone) {
                PreparedStatement statement = session.prepare("DELETE FROM alerts WHERE fingerprint = ?");
                statement.setString(1, fingerprint);
                statement.executeUpdate();
            }
            for (GroupId id : silent) {
                remove(session, id);
            }
            return gone;
        });
        gone.forEach(alerts::remove);
        silent.forEach(groups::remove);
    }

    private boolean isOwed(Receiver receiver, Alert alert) {
        Told told = groups.get(new GroupId(receiver.name(), groupKey(alert)));
        return receiver.wants(alert) && told != null && isOwed(receiver, told, alert);
    }

    /** One time that an alert fired. */
    private static String instance(Alert alert) {
        return alert.fingerprint() + "@" + alert.startsAt();
    }

    private String groupKey(Alert alert) {
        var text = new StringBuilder("{}:{");
        groupLabels(alert)
                .forEach((name, value) -> text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ")
                        .append(name)
                        .append("=\"")
                        .append(value)
                        .append('"'));
        return text.append('}').toString();
    }

    private Map<String, String> groupLabels(Alert alert) {
        var labels = new TreeMap<String, String>();
        for (String name : policy.groupBy()) {
            if (alert.labels().containsKey(name)) {
                labels.put(name, alert.label(name));
            }
        }
        return labels;
    }

    private static int put(Session session, GroupId id, Told told) throws SQLException {
        PreparedStatement statement = session.prepare("INSERT OR REPLACE INTO alert_groups"
                + " (receiver, group_key, first_seen_at, notified_at, notified) VALUES (?, ?, ?, ?, ?)");
        statement.setString(1, id.receiver());
        statement.setString(2, id.key());
        statement.setLong(3, told.firstSeenAt().toEpochMilli());
        Instant notified = told.notifiedAt();
        if (notified == null) {
            statement.setNull(4, Types.INTEGER);
        } else {
            statement.setLong(4, notified.toEpochMilli());
        }
        statement.setString(5, json(new Knowledge(told.known(), told.sequence())));
        return statement.executeUpdate();
    }

    private static int remove(Session session, GroupId id) throws SQLException {
        PreparedStatement statement = session.prepare("DELETE FROM alert_groups WHERE receiver = ? AND group_key = ?");
        statement.setString(1, id.receiver());
        statement.setString(2, id.key());
        return statement.executeUpdate();
    }
}
