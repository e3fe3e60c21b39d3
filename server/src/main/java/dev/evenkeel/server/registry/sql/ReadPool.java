package dev.evenkeel.server.registry.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/** Connections that only read, opened when needed and kept. Readers never wait for the writer, nor it for them. */
final class ReadPool implements AutoCloseable {
    private final Path file;
    private final Semaphore permits;
    private final int size;
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

    ReadPool(Path file, int size) {
        this.file = file;
        this.size = size;
        permits = new Semaphore(size, true);
    }

    <T> T read(Work<T> work) throws IOException {
        permits.acquireUninterruptibly();
        try {
            Session session = idle.pollFirst();
            if (session == null) {
                session = new Session(SqliteFile.connectToRead(file));
            }
            T result = work.run(session);
            // Not after a failure: the connection may be why.
            idle.addFirst(session);
            return result;
        } catch (SQLException e) {
            throw SqlErrors.translate(file, e);
        } finally {
            permits.release();
        }
    }

    /** Waits for the readers that are at work. */
    @Override
    public void close() throws IOException {
        permits.acquireUninterruptibly(size);
        try {
            for (Session session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
                session.close();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(file, e);
        }
    }
}
