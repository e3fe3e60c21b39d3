package dev.evenkeel.server.config;

import java.time.Duration;

/**
 * When a slow idempotent request is sent a second time while the first is still running.
 *
 * @param quantile of the observed latencies after which it is sent, as 0.95
 * @param minDelay never earlier than this
 */
public record HedgeConfig(boolean enabled, double quantile, Duration minDelay) {

    public static final HedgeConfig DEFAULT = new HedgeConfig(true, 0.95, Duration.ofMillis(10));
    public static final HedgeConfig OFF = new HedgeConfig(false, 0.95, Duration.ofMillis(10));

    static HedgeConfig from(Section section) {
        return new HedgeConfig(
                section.bool("enabled", DEFAULT.enabled),
                section.decimal("quantile", DEFAULT.quantile, 0.5, 0.999),
                section.duration("minDelay", DEFAULT.minDelay, Duration.ofMillis(1), Duration.ofMinutes(1)));
    }
}
