package dev.evenkeel.server.platform.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Connections that only read, opened when needed and kept. Readers never wait for the writer, nor it for them.
 *
 * <p>On platform threads of its own: native code holds on to the carrier of a virtual thread, so that as many long
 * queries as there are processors would bring every other request to a stop.
 */
final class ReadPool implements AutoCloseable {
    private final Path file;
    private final ExecutorService threads;
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

    ReadPool(String name, Path file, int size) {
        this.file = file;
        threads = Executors.newFixedThreadPool(
                size, Thread.ofPlatform().name(name + "-reader-", 1).daemon().factory());
    }

    /** Runs the work when its turn comes. An interrupt doesn't cut the wait short. */
    <T> T read(Work<T> work) throws IOException {
        var outcome = new CompletableFuture<T>();
        try {
            threads.execute(() -> run(work, outcome));
        } catch (RejectedExecutionException e) {
            throw new IOException(file + " is closed", e);
        }
        try {
            return outcome.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case SQLException cause -> throw SqlErrors.translate(file, cause);
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    private <T> void run(Work<T> work, CompletableFuture<T> outcome) {
        try {
            Session session = idle.pollFirst();
            outcome.complete(run(session == null ? new Session(SqliteFile.connectToRead(file)) : session, work));
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
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
        threads.close();
        try {
            for (Session session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
                session.close();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(file, e);
        }
    }
}
