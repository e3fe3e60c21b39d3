package dev.evenkeel.server.platform.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that writes, on a thread of its own.
 *
 * <p>Work that arrives while a transaction is being written to disk shares the next one (group commit), so that the
 * disk's time to sync bounds the delay of a write but not their number per second. Each piece of work has a savepoint:
 * one that fails takes no other with it. Nobody is told of success before the commit.
 */
final class Writer implements AutoCloseable {
    private static final int LARGEST_GROUP = 64;

    private final Path file;
    private final Session session;
    private final Runnable committed;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private List<Job<?>> waiting = new ArrayList<>();
    private boolean closed;

    /**
     * @param name of its thread, before a dash
     * @param committed told after every transaction
     */
    Writer(String name, Path file, Session session, Runnable committed) {
        this.file = file;
        this.session = session;
        this.committed = committed;
        thread = Thread.ofPlatform().name(name + "-writer").daemon().unstarted(this::loop);
    }

    Writer start() {
        thread.start();
        return this;
    }

    /** Runs the work in a transaction and returns when that is on disk. An interrupt doesn't cut the wait short. */
    <T> T write(Work<T> work) throws IOException {
        var job = new Job<>(work);
        lock.lock();
        try {
            if (closed) {
                throw new IOException(file + " is closed");
            }
            waiting.add(job);
            arrived.signal();
        } finally {
            lock.unlock();
        }
        return job.await();
    }

    private void loop() {
        for (List<Job<?>> group = next(); !group.isEmpty(); group = next()) {
            try {
                session.execute("BEGIN IMMEDIATE");
                for (Job<?> job : group) {
                    job.run();
                }
                session.execute("COMMIT");
                group.forEach(Job::succeed);
                committed.run();
            } catch (SQLException e) {
                rollback();
                IOException failure = SqlErrors.translate(file, e);
                group.forEach(job -> job.fail(failure));
            } catch (RuntimeException | Error e) {
                rollback();
                group.forEach(job -> job.fail(e));
            }
        }
    }

    /** The work of the next transaction; empty when there will be none. */
    private List<Job<?>> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            List<Job<?>> group = waiting;
            if (group.size() <= LARGEST_GROUP) {
                waiting = new ArrayList<>();
                return group;
            }
            waiting = new ArrayList<>(group.subList(LARGEST_GROUP, group.size()));
            return group.subList(0, LARGEST_GROUP);
        } finally {
            lock.unlock();
        }
    }

    private void rollback() {
        session.forgetStatements();
        try {
            session.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite rolls back by itself after some errors, and then says that there is no transaction.
        }
    }

    /** Finishes the work that has been handed in. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            session.close();
        } catch (SQLException e) {
            throw SqlErrors.translate(file, e);
        }
    }

    /** A piece of work and its outcome. */
    private final class Job<T> {
        private final Work<T> work;
        private final CompletableFuture<T> outcome = new CompletableFuture<>();
        private @Nullable T result;

        Job(Work<T> work) {
            this.work = work;
        }

        /** @throws SQLException when not only this work but the transaction has failed */
        void run() throws SQLException {
            session.execute("SAVEPOINT work");
            try {
                result = work.run(session);
            } catch (SQLException e) {
                if (!SqlErrors.isConstraint(e)) {
                    throw e;
                }
                undo(SqlErrors.translate(file, e));
            } catch (IOException | RuntimeException | Error e) {
                undo(e);
            }
            session.execute("RELEASE work");
        }

        private void undo(Throwable reason) throws SQLException {
            session.execute("ROLLBACK TO work");
            outcome.completeExceptionally(reason);
        }

        @SuppressWarnings("NullAway") // T may be null where the caller says so.
        void succeed() {
            outcome.complete(result);
        }

        void fail(Throwable failure) {
            outcome.completeExceptionally(failure);
        }

        T await() throws IOException {
            try {
                return outcome.join();
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case IOException cause -> throw cause;
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw e;
                }
            }
        }
    }
}
