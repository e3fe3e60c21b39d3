package dev.evenkeel.server.config;

import java.time.Duration;

/**
 * When an endpoint that fails is left out for a while. The last one never is.
 *
 * @param consecutiveFailures that eject an endpoint
 * @param baseTime how long it is left out the first time; longer each time after
 * @param maxTime the longest
 */
public record EjectionConfig(boolean enabled, int consecutiveFailures, Duration baseTime, Duration maxTime) {

    public static final EjectionConfig DEFAULT =
            new EjectionConfig(true, 5, Duration.ofSeconds(5), Duration.ofMinutes(5));

    static EjectionConfig from(Section section) {
        Duration tenMillis = Duration.ofMillis(10);
        Duration hour = Duration.ofHours(1);
        Duration base = section.duration("baseTime", DEFAULT.baseTime, tenMillis, hour);
        Duration max = section.duration("maxTime", DEFAULT.maxTime, tenMillis, hour);
        if (max.compareTo(base) < 0) {
            section.reject("maxTime", "must not be shorter than baseTime");
            max = base;
        }
        return new EjectionConfig(
                section.bool("enabled", DEFAULT.enabled),
                section.integer("consecutiveFailures", DEFAULT.consecutiveFailures, 1, 1000),
                base,
                max);
    }
}
