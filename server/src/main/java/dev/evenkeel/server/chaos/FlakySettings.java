package dev.evenkeel.server.chaos;

/**
 * How bad a service is.
 *
 * @param ratePerSecond requests a second, with a burst of one second's worth, before it answers 429; 0 for no limit
 * @param seed what fails is a function of it, of the address and of the number of the attempt
 */
public record FlakySettings(FaultPlan faults, Latency latency, double ratePerSecond, long seed) {
    /** @throws IllegalArgumentException when the rate is negative or no number */
    public FlakySettings {
        if (!(ratePerSecond >= 0 && ratePerSecond < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the rate limit must be 0 (none) or above, and is " + ratePerSecond);
        }
    }
}
