package dev.evenkeel.core.insight;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One number with what it rests on.
 *
 * @param definition what is counted
 * @param n how many things it was computed from; without any, or where the definition has no such key, the rest is null
 * @param unit of the value and its interval
 * @param low the lower end of the 95 % interval; null where the definition allows none
 * @param excluded how many things were left out, by reason; reasons without any are left out
 */
public record DoraKey(
        String definition,
        long n,
        @Nullable Double value,
        String unit,
        @Nullable Double low,
        @Nullable Double high,
        SortedMap<String, Long> excluded) {}
