package dev.evenkeel.server.chaos;

import java.util.random.RandomGenerator;

/** 503: overloaded or restarting. One in ten says when to come back. */
record ServiceUnavailable() implements Fault {
    private static final double SAYS_WHEN = 0.1;

    @Override
    public String label() {
        return "service-unavailable";
    }

    @Override
    public void strike(Reply reply, RandomGenerator lots) {
        if (lots.nextDouble() < SAYS_WHEN) {
            reply.retryAfter(1);
        }
        reply.error(503, "The service is overloaded.");
    }
}
