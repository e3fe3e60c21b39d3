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
    private volatile boolean closed;

    ReadPool(Path file, int size) {
        this.file = file;
        this.size = size;
        permits = new Semaphore(size, true);
    }

    <T> T read(Work<T> work) throws IOException {
        permits.acquireUninterruptibly();
        try {
            if (closed) {
                throw new IOException(file + " is closed");
            }
            Session session = idle.pollFirst();
            if (session == null) {
                session = new Session(SqliteFile.connectToRead(file));
            }
            return run(session, work);
        } catch (SQLException e) {
            throw SqlErrors.translate(file, e);
        } finally {
            permits.release();
        }
    }

    private <T> T run(Session session, Work<T> work) throws SQLException, IOException {
        boolean done = false;
        try {
            T result = work.run(session);
            done = true;
            return result;
        } finally {
            // Not kept after a failure: the connection may be why.
            if (done) {
                idle.addFirst(session);
            } else {
                session.close();
            }
        }
    }

    /** Waits for the readers that are at work. */
    @Override
    public void close() throws IOException {
        permits.acquireUninterruptibly(size);
        closed = true;
        try {
            for (Session session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
                session.close();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(file, e);
        } finally {
            permits.release(size);
        }
    }
}
