package dev.evenkeel.server.registry.sql;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.evenkeel.core.deployment.ChangeOrigin;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.DeploymentType;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows of the table {@code deployments}: what is in which column. */
final class DeploymentRows {
    private static final String FIELDS = "id, external_id, service_name, version, environment, deployment_type, status,"
            + " deployed_by, started_at, finished_at, commit_sha, pull_request_number, commit_at, change_origin,"
            + " approved_by, rollback_of, artifact_digest, links, labels, change_position, revision, changed_at";

    static final String SELECT = "SELECT " + FIELDS + " FROM deployments ";

    static final String INSERT = "INSERT INTO deployments (" + FIELDS
            + ", recorded_at, recorded_by, recorded_request) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
            + " ON CONFLICT (id) DO NOTHING";

    static final String UPDATE =
            "UPDATE deployments SET (" + FIELDS + ") = (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) WHERE id = ?";

    private DeploymentRows() {}

    static void bindInsert(PreparedStatement statement, Stored stored, Author author) throws SQLException {
        bind(statement, stored);
        statement.setLong(23, stored.changedAt().toEpochMilli());
        statement.setString(24, author.name());
        statement.setString(25, author.requestId());
    }

    static void bindUpdate(PreparedStatement statement, Stored stored) throws SQLException {
        bind(statement, stored);
        statement.setString(23, stored.deployment().id());
    }

    private static void bind(PreparedStatement statement, Stored stored) throws SQLException {
        Deployment deployment = stored.deployment();
        statement.setString(1, deployment.id());
        statement.setString(2, deployment.externalId());
        statement.setString(3, deployment.serviceName());
        statement.setString(4, deployment.version());
        statement.setString(5, deployment.environment());
        statement.setString(6, deployment.deploymentType().label());
        statement.setString(7, deployment.status().label());
        statement.setString(8, deployment.deployedBy());
        statement.setLong(9, deployment.startedAt().toEpochMilli());
        bindTime(statement, 10, deployment.finishedAt());
        statement.setString(11, deployment.commitSha());
        Integer pullRequest = deployment.pullRequestNumber();
        if (pullRequest == null) {
            statement.setNull(12, Types.INTEGER);
        } else {
            statement.setInt(12, pullRequest);
        }
        bindTime(statement, 13, deployment.commitAt());
        statement.setString(14, deployment.changeOrigin().label());
        statement.setString(15, deployment.approvedBy());
        statement.setString(16, deployment.rollbackOf());
        statement.setString(17, deployment.artifactDigest());
        statement.setString(18, entries(deployment.links()));
        statement.setString(19, entries(deployment.labels()));
        statement.setLong(20, stored.position());
        statement.setLong(21, stored.revision());
        statement.setLong(22, stored.changedAt().toEpochMilli());
    }

    static Stored read(ResultSet row) throws SQLException {
        var deployment = new Deployment(
                required(row, 1),
                text(row, 2),
                required(row, 3),
                required(row, 4),
                required(row, 5),
                DeploymentType.of(required(row, 6)).orElse(DeploymentType.UNKNOWN),
                status(required(row, 7)),
                required(row, 8),
                Instant.ofEpochMilli(row.getLong(9)),
                time(row, 10),
                text(row, 11),
                number(row, 12),
                time(row, 13),
                ChangeOrigin.of(required(row, 14)).orElse(ChangeOrigin.UNKNOWN),
                text(row, 15),
                text(row, 16),
                text(row, 17),
                entries(text(row, 18)),
                entries(text(row, 19)));
        return new Stored(deployment, row.getLong(21), row.getLong(20), Instant.ofEpochMilli(row.getLong(22)));
    }

    /** The driver hands out the bytes of a text in half the time that it takes to make a string of them itself. */
    private static @Nullable String text(ResultSet row, int column) throws SQLException {
        byte @Nullable [] utf8 = row.getBytes(column);
        return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
    }

    /** Of a column that is never null, where no bytes mean an empty text. */
    private static String required(ResultSet row, int column) throws SQLException {
        String text = text(row, column);
        return text == null ? "" : text;
    }

    static Status status(String label) throws SQLException {
        return Status.of(label).orElseThrow(() -> new SQLException("no status is called " + label));
    }

    private static void bindTime(PreparedStatement statement, int column, @Nullable Instant time) throws SQLException {
        if (time == null) {
            statement.setNull(column, Types.INTEGER);
        } else {
            statement.setLong(column, time.toEpochMilli());
        }
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Integer number(ResultSet row, int column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : Integer.valueOf(number);
    }

    private static @Nullable String entries(Map<String, String> entries) {
        try {
            return entries.isEmpty() ? null : Json.mapper().writeValueAsString(new TreeMap<>(entries));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> entries(@Nullable String json) {
        if (json == null) {
            return Map.of();
        }
        // Token by token: every record of the feed comes through here when the program starts.
        Map<String, String> entries = new HashMap<>();
        try (JsonParser in = Json.factory().createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                entries.put(name, in.nextTextValue());
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
