package dev.evenkeel.server.gateway;

import org.jspecify.annotations.Nullable;

/**
 * Something that happens unless it is put off or called off in time; see {@link Timeouts}. It belongs to one event loop.
 */
abstract class Timeout {
    /** When it is due, by {@link System#nanoTime()}. */
    long dueAt;

    @Nullable
    Timeout previous;

    @Nullable
    Timeout next;

    /** Where it waits; −1 when it doesn't. */
    int slot = -1;

    /** Runs on the event loop, up to {@link Timeouts#TICK_NANOS} late. */
    abstract void onTimeout();
}
