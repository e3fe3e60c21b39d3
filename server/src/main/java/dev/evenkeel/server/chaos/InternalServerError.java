package dev.evenkeel.server.chaos;

import java.util.random.RandomGenerator;

/** 500: a bug, or a dependency that the service doesn't cope with. */
record InternalServerError() implements Fault {
    @Override
    public String label() {
        return "internal-server-error";
    }

    @Override
    public void strike(Reply reply, RandomGenerator lots) {
        reply.error(500, "Something went wrong.");
    }
}
