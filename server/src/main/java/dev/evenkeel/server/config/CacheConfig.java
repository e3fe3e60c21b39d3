package dev.evenkeel.server.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a route's answers are kept (RFC 9111 as a shared cache). Each duration overrides what the upstream says.
 *
 * @param ttl how long an answer without error is fresh; null for what it says itself
 * @param staleWhileRevalidate how long after that it may be used while a new one is fetched; null for what it says
 * @param staleIfError how long after that it may stand in for an error; null for what it says
 * @param maxSize of all answers kept, in bytes
 * @param maxEntrySize of one answer, in bytes
 */
public record CacheConfig(
        @Nullable Duration ttl,
        @Nullable Duration staleWhileRevalidate,
        @Nullable Duration staleIfError,
        long maxSize,
        int maxEntrySize) {

    /** What the upstream says, in 64 MiB. */
    public static final CacheConfig DEFAULT = new CacheConfig(null, null, null, 64 << 20, 1 << 20);

    static @Nullable CacheConfig from(Section section, boolean wanted) {
        Duration year = Duration.ofDays(365);
        Duration hundredYears = Duration.ofDays(36_500);
        var config = new CacheConfig(
                seconds(section, "ttl", year),
                seconds(section, "staleWhileRevalidate", year),
                seconds(section, "staleIfError", hundredYears),
                section.size("maxSize", DEFAULT.maxSize, 1 << 10, 1L << 40),
                (int) section.size("maxEntrySize", DEFAULT.maxEntrySize, 1 << 10, 1 << 30));
        if (config.maxEntrySize > config.maxSize) {
            section.reject("maxEntrySize", "must not be more than maxSize, which is " + Sizes.format(config.maxSize));
        }
        return section.bool("enabled", true) && wanted ? config : null;
    }

    /** The standard counts in whole seconds (RFC 9111 §1.2.2). */
    private static @Nullable Duration seconds(Section section, String key, Duration most) {
        if (!section.has(key)) {
            return null;
        }
        Duration duration = section.duration(key, Duration.ZERO, Duration.ZERO, most);
        if (duration.toNanosPart() != 0) {
            section.reject(key, "must be whole seconds, as in " + Math.max(1, duration.toSeconds()) + "s");
        }
        return duration;
    }
}
