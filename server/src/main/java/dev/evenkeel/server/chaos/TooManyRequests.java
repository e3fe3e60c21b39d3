package dev.evenkeel.server.chaos;

import java.util.random.RandomGenerator;

/** 429 (RFC 6585) without a reason that the caller could see. One in ten says when to come back. */
record TooManyRequests() implements Fault {
    private static final double SAYS_WHEN = 0.1;

    @Override
    public String label() {
        return "too-many-requests";
    }

    @Override
    public void strike(Reply reply, RandomGenerator lots) {
        if (lots.nextDouble() < SAYS_WHEN) {
            reply.retryAfter(1);
        }
        reply.error(429, "Too many requests.");
    }
}
