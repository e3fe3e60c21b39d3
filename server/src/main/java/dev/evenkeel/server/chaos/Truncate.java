package dev.evenkeel.server.chaos;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Sends the head of the right answer and half of its body, then resets the connection. A proxy that has passed the head
 * on can't make good for it, so it has no share of the failures unless one asks for it.
 */
record Truncate() implements Fault {
    /** Gives what was sent time to arrive: a reset drops what is still on its way. */
    private static final Duration ARRIVES = Duration.ofMillis(20);

    @Override
    public String label() {
        return "truncate";
    }

    @Override
    public void strike(Reply reply, RandomGenerator lots) {
        reply.half();
        reply.after(ARRIVES, reply::reset);
    }
}
