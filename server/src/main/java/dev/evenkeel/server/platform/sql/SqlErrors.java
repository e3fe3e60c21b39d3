package dev.evenkeel.server.platform.sql;

import dev.evenkeel.core.deployment.DeploymentStore.StoreFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what SQLite reports into what the port promises, naming the file and the remedy. */
public final class SqlErrors {
    /** SQLite may report a full disk as a failed write; below this much room that is what it was. */
    private static final long NO_ROOM_BYTES = 1 << 20;

    private SqlErrors() {}

    /** What happened to a file, in words. */
    public static IOException translate(Path file, SQLException e) {
        SQLiteErrorCode code = code(e);
        return switch (code) {
            case SQLITE_FULL -> full(file, e);
            case SQLITE_NOTADB -> new IOException(file + " is not a SQLite file; choose another path", e);
            case SQLITE_CORRUPT, SQLITE_CORRUPT_VTAB, SQLITE_CORRUPT_INDEX, SQLITE_CORRUPT_SEQUENCE ->
                new IOException(
                        file + " is damaged; restore it from a backup, or save what is readable with: sqlite3 " + file
                                + " .recover",
                        e);
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_BUSY_TIMEOUT ->
                new IOException(file + " is locked by another process that writes to it; stop that process", e);
            case SQLITE_READONLY, SQLITE_READONLY_DIRECTORY, SQLITE_PERM, SQLITE_CANTOPEN ->
                new IOException(
                        file + " can't be opened for writing; check the permissions of the file and its folder", e);
            default -> outOfRoom(file, code) ? full(file, e) : new IOException(file + ": " + e.getMessage(), e);
        };
    }

    private static SQLiteErrorCode code(SQLException e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    /** Whether it is some other file. */
    static boolean isNoDatabase(SQLException e) {
        return code(e) == SQLiteErrorCode.SQLITE_NOTADB;
    }

    /** Whether a row was refused, rather than the transaction. */
    public static boolean isConstraint(SQLException e) {
        return code(e).name().startsWith("SQLITE_CONSTRAINT");
    }

    private static StoreFullException full(Path file, SQLException e) {
        return new StoreFullException("there is no room for more in " + file + "; free some space on its disk", e);
    }

    private static boolean outOfRoom(Path file, SQLiteErrorCode code) {
        if (!code.name().startsWith("SQLITE_IOERR")) {
            return false;
        }
        try {
            return Files.getFileStore(file).getUsableSpace() < NO_ROOM_BYTES;
        } catch (IOException e) {
            return false;
        }
    }
}
