package dev.evenkeel.server.chaos.load;

/** When requests are sent. */
public sealed interface Pace {
    /** How many connections there are at most. */
    int connections();

    /**
     * Closed loop: so many callers, each asks again when it has its answer.
     *
     * @param connections 1 or more
     */
    record Concurrency(int connections) implements Pace {
        public Concurrency {
            checkConnections(connections);
        }
    }

    /**
     * Open loop: so many requests a second, at fixed times.
     *
     * @param perSecond above 0
     * @param connections 1 or more; a request waits when all are busy, and its latency grows
     */
    record Rate(double perSecond, int connections) implements Pace {
        public Rate {
            checkConnections(connections);
            if (!(perSecond > 0 && perSecond <= 1e6)) {
                throw new IllegalArgumentException("the rate must be above 0 and at most 1000000, and is " + perSecond);
            }
        }
    }

    private static void checkConnections(int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException("there must be 1 connection or more, not " + connections);
        }
    }
}
