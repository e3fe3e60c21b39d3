package dev.evenkeel.server.config;

import dev.evenkeel.core.slo.BudgetMethod;
import dev.evenkeel.core.slo.BurnRule;
import dev.evenkeel.core.slo.BurnRules;
import dev.evenkeel.core.slo.Objective;
import dev.evenkeel.core.slo.Severity;
import dev.evenkeel.core.slo.Slo;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One objective, with alerts that can do their work.
 *
 * @param series whose counts it takes: {@code check:NAME} or {@code route:NAME}
 * @param service as deployments name it; null when it stands for none
 * @param warnings what is remarkable about its alerts, with the arithmetic
 */
public record SloConfig(
        Slo slo,
        String series,
        @Nullable String service,
        @Nullable String environment,
        List<String> warnings) {

    private static final Duration YEAR = Duration.ofDays(366);

    /** What an objective needs to know of a check. */
    public record Watched(
            Duration interval,
            @Nullable String service,
            @Nullable String environment) {}

    /** How slices are written. */
    enum Method {
        OCCURRENCES("occurrences"),
        TIME_SLICES("timeSlices"),
        RATIO_TIME_SLICES("ratioTimeSlices");

        private final String label;

        Method(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** @return empty when it can't be; what is wrong is noted */
    static Optional<SloConfig> from(
            Section section, String fallbackName, Map<String, Watched> checks, Set<String> routes) {
        String name = section.text("name", fallbackName);
        String check = section.text("check", "none");
        String route = section.text("route", "none");
        String objectiveText = section.text("objective", "99.9");
        Duration window = section.duration("window", Duration.ofDays(30), Duration.ofHours(1), YEAR);
        Method method = section.oneOf("method", Method.OCCURRENCES);
        Duration slice = section.duration("slice", Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofDays(1));
        String sliceTarget = section.text("sliceTarget", objectiveText);
        String service = section.text("service", "none");
        String environment = section.text("environment", "none");
        List<Section> alerts = section.sections("alerts");
        List<BurnRule> written = rules(alerts, window);

        Watched watched = checks.get(check);
        String series = series(section, check, route, watched, routes);
        Objective objective = objective(section, "objective", objectiveText);
        Objective target = objective(section, "sliceTarget", sliceTarget);
        if (series == null || objective == null || target == null || written.size() < alerts.size()) {
            return Optional.empty();
        }
        double perMinute = watched == null ? 0 : 60_000.0 / watched.interval().toMillis();
        try {
            BudgetMethod counted = switch (method) {
                case OCCURRENCES -> new BudgetMethod.Occurrences();
                case TIME_SLICES -> new BudgetMethod.TimeSlices(slice, target);
                case RATIO_TIME_SLICES -> new BudgetMethod.RatioTimeSlices(slice);
            };
            var bare = new Slo(name, objective, window, counted, perMinute, List.of());
            BurnRules.Plan plan = alerts.isEmpty() ? BurnRules.plan(bare) : BurnRules.review(bare, written);
            plan.refusals().forEach(refusal -> section.reject("alerts", refusal));
            return Optional.of(new SloConfig(
                    new Slo(name, objective, window, counted, perMinute, plan.rules()),
                    series,
                    section.has("service") ? service : watched == null ? null : watched.service(),
                    section.has("environment") ? environment : watched == null ? null : watched.environment(),
                    plan.warnings()));
        } catch (IllegalArgumentException e) {
            section.reject("slice", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static @Nullable String series(
            Section section, String check, String route, @Nullable Watched watched, Set<String> routes) {
        if (section.has("check") == section.has("route")) {
            section.reject(
                    section.has("check") ? "route" : "check",
                    "an objective is about one check or one route: write check: with the name of one of"
                            + " monitor.checks, or route: with that of one of gateway.routes");
            return null;
        }
        if (section.has("route")) {
            if (!routes.contains(route)) {
                section.reject("route", "there is no route " + route + " in gateway.routes" + near(route, routes));
                return null;
            }
            return "route:" + route;
        }
        if (watched == null) {
            section.reject("check", "there is no check " + check + " in monitor.checks");
            return null;
        }
        return "check:" + check;
    }

    private static String near(String name, Set<String> names) {
        return DidYouMean.nearest(name, names)
                .map(near -> ", did you mean " + near + "?")
                .orElse("");
    }

    private static @Nullable Objective objective(Section section, String key, String text) {
        try {
            return Objective.ofPercent(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            section.reject(key, "\"" + text + "\" is no number: write percent, as in 99.9");
        } catch (IllegalArgumentException e) {
            section.reject(key, String.valueOf(e.getMessage()));
        }
        return null;
    }

    private static List<BurnRule> rules(List<Section> alerts, Duration window) {
        List<BurnRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section alert : alerts) {
            Duration minute = Duration.ofMinutes(1);
            double factor = alert.decimal("factor", 14.4, 0.001, 1_000_000);
            String name = alert.text(
                    "name",
                    "burn-" + BigDecimal.valueOf(factor).stripTrailingZeros().toPlainString() + "x");
            Duration longWindow = alert.duration("longWindow", Duration.ofHours(1), minute, window);
            Duration shortWindow = alert.duration(
                    "shortWindow", Duration.ofMinutes(Math.max(1, longWindow.toMinutes() / 12)), minute, window);
            int minFailures = alert.integer("minFailures", 1, 1, 1_000_000);
            Severity severity = alert.oneOf("severity", Severity.PAGE);
            if (!names.add(name)) {
                alert.reject("name", "another alert of this objective has this name: give each its own");
                continue;
            }
            try {
                rules.add(new BurnRule(name, severity, factor, longWindow, shortWindow, minFailures));
            } catch (IllegalArgumentException e) {
                alert.reject("shortWindow", String.valueOf(e.getMessage()));
            }
        }
        return rules;
    }
}
