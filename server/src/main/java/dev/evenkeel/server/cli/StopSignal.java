package dev.evenkeel.server.cli;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that serves end in good order when the process is told to stop.
 *
 * <p>The JVM runs its shutdown hooks while the command still waits; the hook calls {@link #request}, which returns once
 * the command has closed what it had open.
 */
public final class StopSignal {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean serving;
    private volatile int exitCode;

    /** From here on the command wants to end by itself. */
    void serving() {
        serving = true;
    }

    /** Waits until the process is told to stop. */
    void await() throws InterruptedException {
        requested.await();
    }

    /** Waits until the process is told to stop, but not longer than that; returns whether it was told to. */
    boolean await(Duration most) throws InterruptedException {
        return requested.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The command has returned. */
    public void ended(int code) {
        exitCode = code;
        ended.countDown();
    }

    /**
     * Asks the command to end and waits until it has.
     *
     * @return its exit code; empty when it isn't one that serves, so that the process can end as it is
     */
    public OptionalInt request() throws InterruptedException {
        requested.countDown();
        if (!serving) {
            return OptionalInt.empty();
        }
        ended.await();
        return OptionalInt.of(exitCode);
    }
}
