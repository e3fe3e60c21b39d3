package dev.evenkeel.core.process;

import java.util.Map;

/**
 * What is measured of every replica, and what it should be on average.
 *
 * @param name for people: {@code concurrency}, {@code latency}
 * @param target the average wanted, above 0: requests under way at a replica, or seconds an answer takes
 * @param values by the id of the replica; those without a measurement are missing
 */
public record ScalingMetric(String name, double target, Map<String, Double> values) {

    /** @throws IllegalArgumentException when the target isn't above 0 or a value is no number of 0 or more */
    public ScalingMetric {
        if (!(target > 0) || Double.isInfinite(target)) {
            throw new IllegalArgumentException("the target of " + name + " has to be above 0, not " + target);
        }
        values.forEach((id, value) -> {
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(name + " of " + id + " has to be 0 or more, not " + value);
            }
        });
        values = Map.copyOf(values);
    }
}
