package dev.evenkeel.server.platform.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * One SQLite file: write-ahead log, synced on every commit, so that what was acknowledged survives a crash and a power
 * cut. One thread writes, several read, and neither waits for the other.
 */
public final class SqlDatabase implements AutoCloseable {
    private final Path file;
    private final Writer writer;
    private final Checkpointer checkpointer;
    private final ReadPool readers;

    private SqlDatabase(Path file, Writer writer, Checkpointer checkpointer, ReadPool readers) {
        this.file = file;
        this.writer = writer;
        this.checkpointer = checkpointer;
        this.readers = readers;
    }

    /**
     * Opens the file, or creates it and the folders above it, and brings its schema up to date.
     *
     * @param name of its threads
     * @param readers how many may read at once
     * @throws IOException when it belongs to another program or a newer version, is damaged, or can't be written to
     */
    public static SqlDatabase open(String name, Path file, SqliteFile.Schema schema, int readers) throws IOException {
        SqliteFile.prepare(file, schema);
        try {
            return open(name, file, SqliteFile.connectToWrite(file), readers);
        } catch (SQLException e) {
            throw SqlErrors.translate(file, e);
        }
    }

    /** On a file that is prepared, with the connection to write with. */
    public static SqlDatabase open(String name, Path file, Connection connection, int readers) throws SQLException {
        var pool = new ReadPool(name, file, readers);
        try {
            var session = new Session(SqliteFile.connectToWrite(file));
            Checkpointer checkpointer = new Checkpointer(name, file, session).start();
            Writer writer = new Writer(name, file, new Session(connection), checkpointer::wrote).start();
            return new SqlDatabase(file, writer, checkpointer, pool);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Runs the work in a transaction and returns when that is on disk. */
    public <T> T write(Work<T> work) throws IOException {
        return writer.write(work);
    }

    /** Runs the work on one of the connections that only read. */
    public <T> T read(Work<T> work) throws IOException {
        return readers.read(work);
    }

    public Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        try {
            readers.close();
        } finally {
            try {
                checkpointer.close();
            } finally {
                // Last, so that its connection folds the log back into the file.
                writer.close();
            }
        }
    }
}
