package dev.evenkeel.server.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which all that the supervisor knows is read and changed, so that nothing of it needs a lock, and
 * the threads for what takes time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Tasks log what goes wrong themselves.
final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor thread;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("supervisor-work-", 0).factory());

    Loop(InstantSource clock) {
        this.clock = clock;
        thread = new ScheduledThreadPoolExecutor(
                1, task -> Thread.ofPlatform().name("supervisor").daemon().unstarted(task));
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    Instant now() {
        return clock.instant();
    }

    /** Runs it on the loop, after what is waiting there. */
    void post(Runnable task) {
        try {
            thread.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            // The supervisor is closed; whatever happened is found out at the next start.
        }
    }

    /** Runs it on the loop then, or soon when that is past. */
    Timer at(Instant time, Runnable task) {
        long nanos = Math.max(0, Duration.between(now(), time).toNanos());
        // A timer that is early by less than a millisecond would only be set again.
        Future<?> timer = thread.schedule(() -> run(task), nanos + 500_000, TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    /** Runs it again and again, with this time between. */
    void every(Duration period, Runnable task) {
        thread.scheduleWithFixedDelay(() -> run(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Something that is to happen later. */
    @FunctionalInterface
    interface Timer {
        /** It isn't to happen, unless it has. */
        void cancel();
    }

    /** Runs it on a thread of its own. */
    void work(Runnable task) {
        try {
            workers.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            // As above.
        }
    }

    /** Runs it on the loop and waits for what comes of it; exceptions are passed on. */
    <T> T call(Callable<T> task) {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a step of the supervisor failed; it goes on with the next", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        workers.shutdownNow();
    }
}
