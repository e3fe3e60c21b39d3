package dev.evenkeel.server.platform.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the write-ahead log into the file while others write. The writer would otherwise do so itself once the log is
 * long, and every request of that tenth of a second would wait for it.
 */
final class Checkpointer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final int EVERY_SECONDS = 1;

    /** The log starts over only when all of it is copied; while writes go on, that may take some rounds. */
    private static final int ROUNDS = 5;

    private final Path file;
    private final Session session;
    private final ScheduledExecutorService thread;
    private volatile boolean written;

    Checkpointer(String name, Path file, Session session) {
        this.file = file;
        this.session = session;
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name + "-checkpoint").daemon().factory());
    }

    Checkpointer start() {
        var _ = thread.scheduleWithFixedDelay(this::checkpoint, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    /** Says that there is something to copy. */
    void wrote() {
        written = true;
    }

    private void checkpoint() {
        if (!written) {
            return;
        }
        written = false;
        try {
            for (int round = 0; round < ROUNDS && !complete(); round++) {
                // Once more: something was written meanwhile.
            }
        } catch (SQLException e) {
            // The log is as durable as the file; the next round or the writer copies it.
            LOG.warn("{}: the write-ahead log can't be copied into the file yet: {}", file, e.getMessage());
            session.forgetStatements();
            written = true;
        }
    }

    private boolean complete() throws SQLException {
        try (ResultSet row = session.prepare("PRAGMA wal_checkpoint(PASSIVE)").executeQuery()) {
            return row.next() && row.getInt(1) == 0 && row.getInt(2) == row.getInt(3);
        }
    }

    @Override
    public void close() throws IOException {
        thread.close();
        try {
            session.close();
        } catch (SQLException e) {
            throw SqlErrors.translate(file, e);
        }
    }
}
