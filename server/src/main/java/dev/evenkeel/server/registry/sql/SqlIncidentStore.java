package dev.evenkeel.server.registry.sql;

import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentStore;
import dev.evenkeel.server.platform.json.IncidentJson;
import dev.evenkeel.server.platform.sql.Session;
import dev.evenkeel.server.platform.sql.SqlDatabase;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Incidents in the registry's SQLite file: each as one JSON text, beside what is looked for. */
final class SqlIncidentStore implements IncidentStore {
    private final SqlDatabase database;

    SqlIncidentStore(SqlDatabase database) {
        this.database = database;
    }

    @Override
    public Optional<Incident> changeNewest(
            String service, @Nullable String environment, Function<@Nullable Incident, Optional<Incident>> change)
            throws IOException {
        return database.write(session -> {
            PreparedStatement statement = session.prepare("SELECT record FROM incidents"
                    + " WHERE service = ? AND environment IS ? ORDER BY opened_at DESC, id DESC LIMIT 1");
            statement.setString(1, service);
            statement.setString(2, environment);
            Incident newest = readOne(statement).orElse(null);
            Optional<Incident> after = change.apply(newest);
            if (after.isPresent() && !after.get().equals(newest)) {
                put(session, after.get());
            }
            return after;
        });
    }

    @Override
    public Optional<Incident> change(String id, Function<Incident, Incident> change) throws IOException {
        return database.write(session -> {
            Optional<Incident> before = find(session, id);
            if (before.isEmpty()) {
                return before;
            }
            Incident after = change.apply(before.get());
            if (!after.equals(before.get())) {
                put(session, after);
            }
            return Optional.of(after);
        });
    }

    @Override
    public Optional<Incident> find(String id) throws IOException {
        return database.read(session -> find(session, id));
    }

    @Override
    public List<Incident> list(Filter filter, @Nullable Place after, int limit) throws IOException {
        return database.read(session -> {
            PreparedStatement statement = session.prepare("SELECT record FROM incidents"
                    + " WHERE (?1 IS NULL OR service = ?1) AND (?2 IS NULL OR environment = ?2)"
                    + " AND (?3 IS NULL OR status = ?3) AND opened_at >= ?4 AND opened_at < ?5"
                    + " AND opened_at <= ?6 AND (opened_at < ?6 OR ?7 IS NULL OR id < ?7)"
                    + " ORDER BY opened_at DESC, id DESC LIMIT ?8");
            statement.setString(1, filter.service());
            statement.setString(2, filter.environment());
            statement.setString(
                    3, filter.status() == null ? null : filter.status().toString());
            statement.setLong(4, millis(filter.from(), Long.MIN_VALUE));
            statement.setLong(5, millis(filter.to(), Long.MAX_VALUE));
            statement.setLong(6, millis(after == null ? null : after.openedAt(), Long.MAX_VALUE));
            statement.setString(7, after == null ? null : after.id());
            statement.setInt(8, limit);
            List<Incident> result = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    result.add(IncidentJson.read(rows.getString(1)));
                }
            }
            return result;
        });
    }

    private static long millis(@Nullable Instant time, long none) {
        return time == null ? none : time.toEpochMilli();
    }

    private static Optional<Incident> find(Session session, String id) throws SQLException, IOException {
        PreparedStatement statement = session.prepare("SELECT record FROM incidents WHERE id = ?");
        statement.setString(1, id);
        return readOne(statement);
    }

    private static Optional<Incident> readOne(PreparedStatement statement) throws SQLException, IOException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(IncidentJson.read(rows.getString(1))) : Optional.empty();
        }
    }

    private static void put(Session session, Incident incident) throws SQLException {
        PreparedStatement statement = session.prepare("INSERT OR REPLACE INTO incidents"
                + " (id, service, environment, status, opened_at, record) VALUES (?, ?, ?, ?, ?, ?)");
        statement.setString(1, incident.id());
        statement.setString(2, incident.service());
        statement.setString(3, incident.environment());
        statement.setString(4, incident.status().toString());
        statement.setLong(5, incident.openedAt().toEpochMilli());
        statement.setString(6, IncidentJson.text(incident));
        statement.executeUpdate();
    }
}
