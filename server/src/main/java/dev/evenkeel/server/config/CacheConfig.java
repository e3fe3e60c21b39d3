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
                section.has("ttl") ? section.duration("ttl", Duration.ZERO, Duration.ZERO, year) : null,
                section.has("staleWhileRevalidate")
                        ? section.duration("staleWhileRevalidate", Duration.ZERO, Duration.ZERO, year)
                        : null,
                section.has("staleIfError")
                        ? section.duration("staleIfError", Duration.ZERO, Duration.ZERO, hundredYears)
                        : null,
                section.size("maxSize", DEFAULT.maxSize, 1 << 10, 1L << 40),
                (int) section.size("maxEntrySize", DEFAULT.maxEntrySize, 1 << 10, 1 << 30));
        return wanted && section.bool("enabled", true) ? config : null;
    }
}
