package dev.evenkeel.server.config;

/**
 * What a route's callers may ask for.
 *
 * @param adaptiveConcurrency whether the number of requests at the upstream follows what it copes with
 * @param maxConcurrency requests at the upstream at a time, at most
 * @param requestsPerSecond of one caller, by address; 0 for any number
 * @param burst of one caller, above its rate
 */
public record LimitConfig(boolean adaptiveConcurrency, int maxConcurrency, double requestsPerSecond, int burst) {

    public static final LimitConfig DEFAULT = new LimitConfig(true, 10_000, 0, 100);

    static LimitConfig from(Section section) {
        return new LimitConfig(
                section.bool("adaptiveConcurrency", DEFAULT.adaptiveConcurrency),
                section.integer("maxConcurrency", DEFAULT.maxConcurrency, 1, 1_000_000),
                section.decimal("requestsPerSecond", DEFAULT.requestsPerSecond, 0, 1e6),
                section.integer("burst", DEFAULT.burst, 1, 1_000_000));
    }
}
