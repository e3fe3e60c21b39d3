package dev.evenkeel.server.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One route: which requests it takes, where they go, and what is done so that they succeed.
 *
 * @param name a label in metrics
 * @param deadline for the whole request, from its head to the head of the answer
 * @param tryTimeout for one attempt to answer
 * @param showAttempts adds {@code X-Evenkeel-Attempts} to each answer; otherwise only to those whose request has the
 *     field
 * @param cache null when answers aren't cached
 */
public record RouteConfig(
        String name,
        MatchConfig match,
        UpstreamConfig upstream,
        Duration deadline,
        Duration tryTimeout,
        boolean showAttempts,
        RetryConfig retry,
        HedgeConfig hedge,
        EjectionConfig ejection,
        ParkingConfig parking,
        @Nullable CacheConfig cache,
        LimitConfig limits) {

    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    /** A route whose policies all have their defaults. */
    public static RouteConfig of(String name, MatchConfig match, UpstreamConfig upstream) {
        return new RouteConfig(
                name,
                match,
                upstream,
                DEFAULT_DEADLINE,
                DEFAULT_DEADLINE.dividedBy(3),
                false,
                RetryConfig.DEFAULT,
                HedgeConfig.DEFAULT,
                EjectionConfig.DEFAULT,
                ParkingConfig.DEFAULT,
                null,
                LimitConfig.DEFAULT);
    }

    public RouteConfig withDeadline(Duration newDeadline, Duration newTryTimeout) {
        return new RouteConfig(
                name,
                match,
                upstream,
                newDeadline,
                newTryTimeout,
                showAttempts,
                retry,
                hedge,
                ejection,
                parking,
                cache,
                limits);
    }

    public RouteConfig withRetry(RetryConfig newRetry) {
        return new RouteConfig(
                name,
                match,
                upstream,
                deadline,
                tryTimeout,
                showAttempts,
                newRetry,
                hedge,
                ejection,
                parking,
                cache,
                limits);
    }

    public RouteConfig withHedge(HedgeConfig newHedge) {
        return new RouteConfig(
                name,
                match,
                upstream,
                deadline,
                tryTimeout,
                showAttempts,
                retry,
                newHedge,
                ejection,
                parking,
                cache,
                limits);
    }

    public RouteConfig withEjection(EjectionConfig newEjection) {
        return new RouteConfig(
                name,
                match,
                upstream,
                deadline,
                tryTimeout,
                showAttempts,
                retry,
                hedge,
                newEjection,
                parking,
                cache,
                limits);
    }

    public RouteConfig withParking(ParkingConfig newParking) {
        return new RouteConfig(
                name,
                match,
                upstream,
                deadline,
                tryTimeout,
                showAttempts,
                retry,
                hedge,
                ejection,
                newParking,
                cache,
                limits);
    }

    public RouteConfig withCache(CacheConfig newCache) {
        return new RouteConfig(
                name,
                match,
                upstream,
                deadline,
                tryTimeout,
                showAttempts,
                retry,
                hedge,
                ejection,
                parking,
                newCache,
                limits);
    }

    public RouteConfig withLimits(LimitConfig newLimits) {
        return new RouteConfig(
                name,
                match,
                upstream,
                deadline,
                tryTimeout,
                showAttempts,
                retry,
                hedge,
                ejection,
                parking,
                cache,
                newLimits);
    }

    static RouteConfig from(Section section, String fallbackName) {
        MatchConfig match = MatchConfig.from(section.section("match"));
        Duration millisecond = Duration.ofMillis(1);
        Duration hour = Duration.ofHours(1);
        Duration deadline = section.duration("deadline", DEFAULT_DEADLINE, millisecond, hour);
        Duration third = deadline.compareTo(Duration.ofMillis(3)) > 0 ? deadline.dividedBy(3) : deadline;
        Duration tryTimeout = section.duration("tryTimeout", third, millisecond, hour);
        if (tryTimeout.compareTo(deadline) > 0) {
            section.reject(
                    "tryTimeout",
                    "must not be longer than the deadline of the whole request, which is "
                            + Durations.format(deadline));
            tryTimeout = deadline;
        }
        return new RouteConfig(
                section.text("name", fallbackName),
                match,
                UpstreamConfig.from(section.section("upstream"), match),
                deadline,
                tryTimeout,
                section.bool("showAttempts", false),
                RetryConfig.from(section.section("retry")),
                HedgeConfig.from(section.section("hedge")),
                EjectionConfig.from(section.section("ejection")),
                ParkingConfig.from(section.section("parking")),
                CacheConfig.from(section.section("cache"), section.has("cache")),
                LimitConfig.from(section.section("limits")));
    }
}
