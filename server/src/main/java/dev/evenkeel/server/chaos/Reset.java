package dev.evenkeel.server.chaos;

import java.util.random.RandomGenerator;

/** Resets the connection (TCP RST) before the first byte of an answer. */
record Reset() implements Fault {
    @Override
    public String label() {
        return "reset";
    }

    @Override
    public void strike(Reply reply, RandomGenerator lots) {
        reply.reset();
    }
}
