package dev.evenkeel.server.registry.sql;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentStore.AuditEntry;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.server.platform.json.DeploymentDraft;
import dev.evenkeel.server.platform.json.DeploymentJson;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.platform.sql.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a record. Only changes have rows, and of each only what was before: the creation is in the record's
 * own row, and what came after is the next row's before.
 */
final class AuditTrail {
    private AuditTrail() {}

    static void add(Session session, Stored before, Stored after, Author author) throws SQLException {
        PreparedStatement statement = session.prepare("INSERT INTO audit"
                + " (deployment_id, revision, changed_at, changed_by, request_id, record_before)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
        statement.setString(1, before.deployment().id());
        statement.setLong(2, after.revision());
        statement.setLong(3, author.at().toEpochMilli());
        statement.setString(4, author.name());
        statement.setString(5, author.requestId());
        statement.setString(6, DeploymentJson.text(before.deployment()));
        statement.executeUpdate();
    }

    static List<AuditEntry> read(Session session, String id) throws SQLException, IOException {
        // One transaction, so that the trail and the record are of the same time.
        session.execute("BEGIN");
        try {
            return readConsistently(session, id);
        } finally {
            session.execute("COMMIT");
        }
    }

    private static List<AuditEntry> readConsistently(Session session, String id) throws SQLException, IOException {
        List<Step> steps = new ArrayList<>();
        PreparedStatement creation =
                session.prepare("SELECT recorded_at, recorded_by, recorded_request FROM deployments WHERE id = ?");
        creation.setString(1, id);
        try (ResultSet row = creation.executeQuery()) {
            if (!row.next()) {
                return List.of();
            }
            steps.add(new Step(1, Instant.ofEpochMilli(row.getLong(1)), row.getString(2), row.getString(3), null));
        }
        PreparedStatement changes = session.prepare("SELECT revision, changed_at, changed_by, request_id, record_before"
                + " FROM audit WHERE deployment_id = ? ORDER BY revision");
        changes.setString(1, id);
        try (ResultSet row = changes.executeQuery()) {
            while (row.next()) {
                steps.add(new Step(
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getString(3),
                        row.getString(4),
                        parse(row.getString(5))));
            }
        }
        PreparedStatement now = session.prepare(DeploymentRows.SELECT + "WHERE id = ?");
        now.setString(1, id);
        try (ResultSet row = now.executeQuery()) {
            row.next();
            return entries(steps, DeploymentRows.read(row).deployment());
        }
    }

    private static List<AuditEntry> entries(List<Step> steps, Deployment now) {
        List<AuditEntry> entries = new ArrayList<>();
        Deployment after = now;
        for (Step step : steps.reversed()) {
            entries.addFirst(
                    new AuditEntry(step.revision(), step.at(), step.by(), step.requestId(), step.before(), after));
            after = step.before() == null ? after : step.before();
        }
        return entries;
    }

    private static Deployment parse(String json) throws IOException {
        var read = DeploymentJson.read(
                Json.parse(json.getBytes(StandardCharsets.UTF_8)),
                DeploymentJson.Mode.LENIENT,
                DeploymentDraft.Defaults.NONE);
        Deployment deployment = read.deployment();
        if (deployment == null) {
            throw new IOException("a row of the audit trail can't be read: " + read.violations());
        }
        return deployment;
    }

    private record Step(
            long revision,
            Instant at,
            String by,
            @Nullable String requestId,
            @Nullable Deployment before) {}
}
