package dev.evenkeel.server.chaos;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Takes the request and never answers. The connection stays open until the caller or {@link #HELD} ends it. */
record Hang() implements Fault {
    /** Longer than the minute after which most clients give up by themselves. */
    static final Duration HELD = Duration.ofSeconds(90);

    @Override
    public String label() {
        return "hang";
    }

    @Override
    public void strike(Reply reply, RandomGenerator lots) {
        reply.after(HELD, reply::reset);
    }
}
