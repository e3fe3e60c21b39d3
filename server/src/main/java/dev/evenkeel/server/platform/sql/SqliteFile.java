package dev.evenkeel.server.platform.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * The file of a store: connections with the settings that keep the promise of durability, and its schema.
 *
 * <p>No memory-mapped I/O: a read error on the disk would end the process instead of one request.
 */
public final class SqliteFile {
    /**
     * What a file holds.
     *
     * @param setting where its path is configured, as in {@code registry.store}
     * @param migrations the folder with them on the class path; each sets {@code user_version} to its number
     * @param applicationId in the header of each of our files of this kind
     * @param version the newest migration
     */
    public record Schema(String setting, String migrations, int applicationId, int version) {}

    private static final int BUSY_MILLIS = 5000;
    private static final int WRITER_CACHE_KIB = 32 * 1024;
    private static final int READER_CACHE_KIB = 4 * 1024;

    /** How long the log may get, 128 MiB, before the writer itself copies it, in case {@link Checkpointer} can't. */
    private static final int CHECKPOINT_PAGES = 32 * 1024;

    /** What is kept of a log that got longer. */
    private static final int LOG_BYTES = 32 << 20;

    private SqliteFile() {}

    /** Creates the file when there is none, checks that it is ours, and brings its schema up to date. */
    public static void prepare(Path file, Schema schema) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        int version;
        try (Connection connection = connectToWrite(file);
                Statement statement = connection.createStatement()) {
            int application = number(statement, "PRAGMA application_id");
            version = number(statement, "PRAGMA user_version");
            int tables = number(statement, "SELECT count(*) FROM sqlite_schema");
            if (tables > 0 && application != schema.applicationId()) {
                // A first start that was cut off before its end leaves nothing but the list of migrations.
                if (number(statement, "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'flyway_schema_history'")
                        > 0) {
                    throw new IOException(
                            file + " is a SQLite file of another program; choose another path in " + schema.setting());
                }
            }
            if (version > schema.version()) {
                throw new IOException(file + " was written by a newer Evenkeel (schema " + version + ", this one knows "
                        + schema.version() + "); start that version, or restore a backup from before the update");
            }
        } catch (SQLException e) {
            throw SqlErrors.isNoDatabase(e)
                    ? new IOException(file + " is not a SQLite file; choose another path in " + schema.setting(), e)
                    : SqlErrors.translate(file, e);
        }
        // Flyway takes as long to start as all the rest; it is needed once per schema, not once per start.
        if (version < schema.version()) {
            migrate(file, schema);
        }
    }

    public static Connection connectToWrite(Path file) throws SQLException {
        SQLiteConfig config = config(WRITER_CACHE_KIB);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
        config.setJournalSizeLimit(LOG_BYTES);
        return config.createConnection(url(file));
    }

    static Connection connectToRead(Path file) throws SQLException {
        SQLiteConfig config = config(READER_CACHE_KIB);
        Connection connection = config.createConnection(url(file));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        }
        return connection;
    }

    private static SQLiteConfig config(int cacheKib) {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        // Nobody asks for them, and the driver would run a query of its own after each insert.
        config.setGetGeneratedKeys(false);
        // Negative: kibibytes instead of pages.
        config.setCacheSize(-cacheKib);
        return config;
    }

    private static void migrate(Path file, Schema schema) {
        var source = new SQLiteDataSource(config(READER_CACHE_KIB));
        source.setUrl(url(file));
        Flyway.configure(SqliteFile.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:" + schema.migrations())
                .skipDefaultCallbacks(true)
                .loggers("slf4j")
                .load()
                .migrate();
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }
}
