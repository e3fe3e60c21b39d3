package dev.evenkeel.server.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which registry the insights are computed from, and how it is asked.
 *
 * @param registryUrl null for the registry in this process
 * @param registryToken sent to {@code registryUrl}; null when it wants none
 * @param pollInterval between two looks at a registry without a change feed, and at the incidents of one elsewhere
 * @param connectTimeout for a connection to the registry
 * @param readTimeout for the registry to begin its answer, or to go on with it
 */
public record InsightsConfig(
        @Nullable URI registryUrl,
        @Nullable Secret registryToken,
        Duration pollInterval,
        Duration connectTimeout,
        Duration readTimeout) {

    static InsightsConfig from(Section section) {
        Duration shortest = Duration.ofMillis(10);
        var config = new InsightsConfig(
                section.url("registryUrl").orElse(null),
                section.secret("registryToken").orElse(null),
                section.duration("pollInterval", Duration.ofSeconds(10), shortest, Duration.ofHours(1)),
                section.duration("connectTimeout", Duration.ofSeconds(2), shortest, Duration.ofMinutes(1)),
                section.duration("readTimeout", Duration.ofSeconds(30), shortest, Duration.ofMinutes(10)));
        if (config.registryToken != null && !section.has("registryUrl")) {
            section.reject("registryToken", "is only sent to insights.registryUrl: set that too, or delete this");
        }
        return config;
    }
}
