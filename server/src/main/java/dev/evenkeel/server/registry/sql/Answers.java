package dev.evenkeel.server.registry.sql;

import dev.evenkeel.core.deployment.DeploymentStore.Answer;
import dev.evenkeel.server.platform.sql.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The table {@code answers}: first answers to requests that may be repeated. */
final class Answers {
    private static final int STEP = 1000;

    private Answers() {}

    static void put(Session session, Answer answer) throws SQLException {
        PreparedStatement statement = session.prepare("INSERT OR REPLACE INTO answers"
                + " (key, fingerprint, deployment_id, revision, body, answered_at) VALUES (?, ?, ?, ?, ?, ?)");
        statement.setString(1, answer.key());
        statement.setString(2, answer.fingerprint());
        statement.setString(3, answer.deploymentId());
        statement.setLong(4, answer.revision());
        statement.setString(5, answer.body());
        statement.setLong(6, answer.at().toEpochMilli());
        statement.executeUpdate();
    }

    static Optional<Answer> find(Session session, String key) throws SQLException {
        PreparedStatement statement = session.prepare(
                "SELECT fingerprint, deployment_id, revision, body, answered_at FROM answers WHERE key = ?");
        statement.setString(1, key);
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(new Answer(
                    key,
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getString(4),
                    Instant.ofEpochMilli(row.getLong(5))));
        }
    }

    /** Forgets some of those from before this time and returns how many; 0 when none is left. */
    static int forgetSome(Session session, Instant before) throws SQLException {
        PreparedStatement statement = session.prepare("DELETE FROM answers WHERE rowid IN"
                + " (SELECT rowid FROM answers WHERE answered_at < ? ORDER BY answered_at LIMIT " + STEP + ")");
        statement.setLong(1, before.toEpochMilli());
        return statement.executeUpdate();
    }
}
