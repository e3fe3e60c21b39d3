package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.CircuitBreaker;
import dev.evenkeel.core.resilience.ConcurrencyLimit;
import dev.evenkeel.core.resilience.Hedge;
import dev.evenkeel.core.resilience.OutlierDetector;
import dev.evenkeel.core.resilience.RetryBudget;
import dev.evenkeel.server.config.EjectionConfig;
import dev.evenkeel.server.config.HedgeConfig;
import dev.evenkeel.server.config.LimitConfig;
import dev.evenkeel.server.config.RetryConfig;
import dev.evenkeel.server.config.RouteConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a route in the form in which the rules of {@code core} take them.
 *
 * @param hedge null when there is none
 */
record UpstreamPolicies(
        RetryBudget.Settings budget,
        Hedge.@Nullable Settings hedge,
        ConcurrencyLimit.Settings concurrency,
        OutlierDetector.Settings outliers,
        CircuitBreaker.Settings breaker,
        boolean ejects,
        int parkingCapacity) {

    static UpstreamPolicies of(RouteConfig route) {
        return new UpstreamPolicies(
                budget(route.retry()),
                hedge(route.hedge()),
                concurrency(route.limits()),
                outliers(route.ejection()),
                CircuitBreaker.Settings.DEFAULT,
                route.ejection().enabled(),
                route.parking().enabled() ? route.parking().capacity() : 0);
    }

    private static RetryBudget.Settings budget(RetryConfig retry) {
        double cap = retry.maxAttemptsPerSecond();
        return new RetryBudget.Settings(
                retry.budgetRatio(),
                retry.budgetCeiling(),
                retry.budgetMinPerSecond(),
                cap > 0 ? cap : Double.POSITIVE_INFINITY);
    }

    private static Hedge.@Nullable Settings hedge(HedgeConfig hedge) {
        Hedge.Settings defaults = Hedge.Settings.DEFAULT;
        return hedge.enabled()
                ? new Hedge.Settings(hedge.quantile(), defaults.minSamples(), defaults.window(), hedge.minDelay())
                : null;
    }

    private static ConcurrencyLimit.Settings concurrency(LimitConfig limits) {
        ConcurrencyLimit.Settings defaults = ConcurrencyLimit.Settings.DEFAULT;
        int max = limits.maxConcurrency();
        if (!limits.adaptiveConcurrency()) {
            return new ConcurrencyLimit.Settings(
                    max, max, max, defaults.tolerance(), defaults.window(), defaults.minSamples(), 1);
        }
        return new ConcurrencyLimit.Settings(
                Math.min(defaults.min(), max),
                max,
                Math.min(defaults.initial(), max),
                defaults.tolerance(),
                defaults.window(),
                defaults.minSamples(),
                defaults.dropShare());
    }

    private static OutlierDetector.Settings outliers(EjectionConfig ejection) {
        OutlierDetector.Settings defaults = OutlierDetector.Settings.DEFAULT;
        Duration base = ejection.baseTime();
        return new OutlierDetector.Settings(
                ejection.consecutiveFailures(),
                Math.min(defaults.consecutiveGatewayFailures(), ejection.consecutiveFailures()),
                base,
                ejection.maxTime(),
                defaults.maxEjectedPercent(),
                defaults.minRequests(),
                defaults.significance(),
                defaults.margin());
    }
}
