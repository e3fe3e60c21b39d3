package dev.evenkeel.core.insight;

import org.jspecify.annotations.Nullable;

/**
 * A share of some trials, with the Wilson score interval (Wilson 1927, without continuity correction) that holds the
 * underlying probability with 95 % confidence. All null when there were no trials.
 *
 * @param value 0 to 1
 * @param low the lower end of the interval
 * @param high the upper end of the interval
 */
public record Rate(
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high) {}
