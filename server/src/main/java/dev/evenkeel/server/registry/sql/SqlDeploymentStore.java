package dev.evenkeel.server.registry.sql;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.incident.IncidentStore;
import dev.evenkeel.server.platform.sql.Session;
import dev.evenkeel.server.platform.sql.SqlDatabase;
import dev.evenkeel.server.platform.sql.SqlErrors;
import dev.evenkeel.server.platform.sql.SqliteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Deployments in one SQLite file: write-ahead log, synced on every commit, so that what was acknowledged survives a
 * crash and a power cut.
 *
 * <p>One process should write to a file. Two may, and lose nothing: SQLite's locks keep them apart.
 */
public final class SqlDeploymentStore implements DeploymentStore {
    private static final int READERS = 8;

    /** The newest migration in {@code db/migration/sqlite}; its files say "Evkl" in their header. */
    static final SqliteFile.Schema SCHEMA =
            new SqliteFile.Schema("registry.store", "db/migration/sqlite", 1165388652, 2);

    private final SqlDatabase database;
    private final String storeId;

    private SqlDeploymentStore(SqlDatabase database, String storeId) {
        this.database = database;
        this.storeId = storeId;
    }

    /**
     * Opens the file, or creates it and the folders above it.
     *
     * @throws IOException when it belongs to another program or a newer version, is damaged, or can't be written to
     */
    public static SqlDeploymentStore open(Path file) throws IOException {
        return open(SqlDatabase.open("registry", file, SCHEMA, READERS));
    }

    /** On a file that is prepared, with the connection to write with. */
    static SqlDeploymentStore open(Path file, Connection connection) throws IOException, SQLException {
        return open(SqlDatabase.open("registry", file, connection, READERS));
    }

    private static SqlDeploymentStore open(SqlDatabase database) throws IOException {
        try {
            return new SqlDeploymentStore(database, database.read(SqlDeploymentStore::readStoreId));
        } catch (IOException e) {
            database.close();
            throw e;
        }
    }

    /** The incidents in the same file. */
    public IncidentStore incidents() {
        return new SqlIncidentStore(database);
    }

    @Override
    public Stored create(Deployment deployment, Author author, @Nullable Function<Stored, Answer> answer)
            throws IOException {
        return database.write(session -> {
            var stored = new Stored(deployment, 1, position(session) + 1, author.at());
            if (!insert(session, stored, author)) {
                throw duplicate(session, deployment);
            }
            remember(session, stored, answer);
            return stored;
        });
    }

    @Override
    public Optional<Stored> update(
            String id, Author author, ChangeFunction change, @Nullable Function<Stored, Answer> answer)
            throws IOException {
        return database.write(session -> {
            Optional<Stored> found = find(session, id);
            if (found.isEmpty()) {
                return found;
            }
            Stored before = found.get();
            Deployment asked = change.apply(before);
            Stored after = asked.equals(before.deployment())
                    ? before
                    : replace(session, before, asked, author, position(session) + 1);
            remember(session, after, answer);
            return Optional.of(after);
        });
    }

    @Override
    public BatchResult upsert(List<Deployment> batch, Author author) throws IOException {
        return database.write(session -> {
            int created = 0;
            int updated = 0;
            long position = position(session);
            for (Deployment deployment : batch) {
                if (insert(session, new Stored(deployment, 1, position + 1, author.at()), author)) {
                    created++;
                    position++;
                } else {
                    Stored before = find(session, deployment.id()).orElseThrow();
                    if (!before.deployment().equals(deployment)) {
                        replace(session, before, deployment, author, position + 1);
                        updated++;
                        position++;
                    }
                }
            }
            return new BatchResult(created, updated, batch.size() - created - updated);
        });
    }

    @Override
    public Optional<Stored> find(String id) throws IOException {
        return database.read(session -> find(session, id));
    }

    @Override
    public List<Stored> list(DeploymentFilter filter, @Nullable Place after, int limit) throws IOException {
        var query = new ListQuery(filter, after, limit);
        return database.read(session -> {
            PreparedStatement statement = session.prepare(query.sql());
            query.bind(statement);
            return readAll(statement);
        });
    }

    @Override
    public List<Stored> changes(long after, int limit) throws IOException {
        return database.read(session -> {
            PreparedStatement statement = session.prepare(
                    DeploymentRows.SELECT + "WHERE change_position > ? ORDER BY change_position LIMIT ?");
            statement.setLong(1, after);
            statement.setInt(2, limit);
            return readAll(statement);
        });
    }

    @Override
    public List<Outline> outlines(long after, int limit) throws IOException {
        return database.read(session -> OutlineRows.read(session, after, limit));
    }

    @Override
    public long lastPosition() throws IOException {
        return database.read(SqlDeploymentStore::position);
    }

    @Override
    public String storeId() {
        return storeId;
    }

    @Override
    public List<AuditEntry> history(String id) throws IOException {
        return database.read(session -> AuditTrail.read(session, id));
    }

    @Override
    public Optional<Answer> answer(String key) throws IOException {
        return database.read(session -> Answers.find(session, key));
    }

    @Override
    public void forgetAnswers(Instant before) throws IOException {
        while (database.write(session -> Answers.forgetSome(session, before)) > 0) {
            // In small steps, so that others write in between.
        }
    }

    @Override
    public long count() throws IOException {
        return database.read(session -> number(session, "SELECT count(*) FROM deployments"));
    }

    @Override
    public void close() throws IOException {
        database.close();
    }

    @Override
    public String toString() {
        return "sqlite:" + database.file();
    }

    private static Optional<Stored> find(Session session, String id) throws SQLException {
        PreparedStatement statement = session.prepare(DeploymentRows.SELECT + "WHERE id = ?");
        statement.setString(1, id);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(DeploymentRows.read(rows)) : Optional.empty();
        }
    }

    /** Only the writer adds to the feed and its transactions come one after the other: positions are in commit order. */
    private static long position(Session session) throws SQLException {
        return number(session, "SELECT coalesce(max(change_position), 0) FROM deployments");
    }

    private static String readStoreId(Session session) throws SQLException, IOException {
        try (ResultSet rows =
                session.prepare("SELECT value FROM meta WHERE name = 'storeId'").executeQuery()) {
            if (!rows.next()) {
                throw new IOException("the store has lost its name (table meta); restore it from a backup");
            }
            return rows.getString(1);
        }
    }

    private static long number(Session session, String sql) throws SQLException {
        try (ResultSet rows = session.prepare(sql).executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static List<Stored> readAll(PreparedStatement statement) throws SQLException {
        List<Stored> result = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                result.add(DeploymentRows.read(rows));
            }
        }
        return result;
    }

    /** Returns false when the id is taken. */
    private static boolean insert(Session session, Stored stored, Author author)
            throws SQLException, DuplicateException {
        PreparedStatement statement = session.prepare(DeploymentRows.INSERT);
        DeploymentRows.bindInsert(statement, stored, author);
        return executeUnique(statement, stored.deployment()) == 1;
    }

    private static Stored replace(Session session, Stored before, Deployment after, Author author, long position)
            throws SQLException, DuplicateException {
        if (!after.id().equals(before.deployment().id())) {
            throw new IllegalArgumentException("the id of a deployment can't change");
        }
        var stored = new Stored(after, before.revision() + 1, position, author.at());
        AuditTrail.add(session, before, stored, author);
        PreparedStatement statement = session.prepare(DeploymentRows.UPDATE);
        DeploymentRows.bindUpdate(statement, stored);
        executeUnique(statement, after);
        return stored;
    }

    private static int executeUnique(PreparedStatement statement, Deployment deployment)
            throws SQLException, DuplicateException {
        try {
            return statement.executeUpdate();
        } catch (SQLException e) {
            String externalId = deployment.externalId();
            if (externalId != null && SqlErrors.isConstraint(e)) {
                throw new DuplicateException("externalId", externalId);
            }
            throw e;
        }
    }

    private static DuplicateException duplicate(Session session, Deployment deployment) throws SQLException {
        String externalId = deployment.externalId();
        Optional<Stored> other = find(session, deployment.id());
        if (externalId != null
                && other.isPresent()
                && externalId.equals(other.get().deployment().externalId())) {
            return new DuplicateException("externalId", externalId);
        }
        return new DuplicateException("id", deployment.id());
    }

    private static void remember(Session session, Stored stored, @Nullable Function<Stored, Answer> answer)
            throws SQLException {
        if (answer != null) {
            Answers.put(session, answer.apply(stored));
        }
    }
}
