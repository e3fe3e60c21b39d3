package dev.evenkeel.server.config;

import dev.evenkeel.core.slo.BudgetMethod;
import dev.evenkeel.core.slo.BurnRule;
import dev.evenkeel.core.slo.BurnRules;
import dev.evenkeel.core.slo.Objective;
import dev.evenkeel.core.slo.Slo;
import dev.evenkeel.server.config.SloConfig.Watched;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objectives written in OpenSLO v1 (openslo.com), as they are published.
 *
 * <p>OpenSLO leaves to each program what a metric source is. Here it is a check or a route:
 * {@code metricSource: {type: Evenkeel, spec: {check: NAME}}}, or an annotation {@code evenkeel.dev/check} or
 * {@code evenkeel.dev/route} of the SLO; else the only check of its {@code spec.service}. What can't be done as written
 * is done as near as can be, with a warning; in strict mode a warning is a mistake.
 */
final class OpenSlo {
    /** So near to 100 % that of fewer than ten million events none may be bad. */
    private static final Objective ALL = new Objective(9_999_999);

    private final Map<String, Watched> checks;
    private final OpenSloIndicator indicators;
    private final OpenSloAlerts alerts;
    private final boolean strict;
    private final List<SloConfig> slos = new ArrayList<>();

    private OpenSlo(Map<String, Watched> checks, Set<String> routes, OpenSloDocuments documents, boolean strict) {
        this.checks = checks;
        this.strict = strict;
        indicators = new OpenSloIndicator(checks, routes, documents);
        alerts = new OpenSloAlerts(documents);
    }

    /** What came of some files; the warnings name the object that they are about. */
    record Imported(List<SloConfig> slos, List<String> warnings, List<String> mistakes) {}

    /**
     * Reads files that may refer to each other's objects.
     *
     * @param texts by the name of the file, for messages
     */
    static Imported read(Map<String, String> texts, Map<String, Watched> checks, Set<String> routes, boolean strict) {
        OpenSloDocuments documents = OpenSloDocuments.read(texts);
        var reading = new OpenSlo(checks, routes, documents, strict);
        documents.ofKind("SLO").forEach(reading::slo);
        documents.ofKind("Service").forEach(service -> service.child("spec").expect("description"));
        documents
                .ofKind("DataSource")
                .forEach(source -> source.child("spec").expect("description", "type", "connectionDetails"));
        documents
                .ofKind("AlertNotificationTarget")
                .forEach(target -> target.child("spec").expect("description", "target"));
        if (!strict) {
            return new Imported(reading.slos, documents.warnings(), documents.mistakes());
        }
        List<String> mistakes = new ArrayList<>(documents.mistakes());
        mistakes.addAll(documents.warnings());
        return new Imported(mistakes.isEmpty() ? reading.slos : List.of(), List.of(), mistakes);
    }

    private void slo(OpenSloObject object) {
        OpenSloObject spec = object.child("spec");
        spec.expect(
                "description",
                "service",
                "indicator",
                "indicatorRef",
                "timeWindow",
                "budgetingMethod",
                "objectives",
                "alertPolicies");
        Duration window = window(spec);
        List<OpenSloObject> objectives = spec.children("objectives");
        if (objectives.isEmpty()) {
            spec.mistake("objectives", "there must be at least one, as in - target: 0.99");
        }
        String service = spec.text("service");
        if (service == null) {
            spec.mistake("service", "is required: the name of the service that this is about");
        }
        if (spec.text("budgetingMethod") == null) {
            spec.warning("budgetingMethod", "is required: Occurrences is taken");
        }
        boolean composite = objectives.stream().anyMatch(OpenSloIndicator::hasOwn);
        if (composite) {
            spec.warning("objectives", "each is counted by itself: there is no budget of all together");
        }
        String common = composite ? null : indicators.series(object, spec, spec);
        for (int i = 0; i < objectives.size() && window != null; i++) {
            OpenSloObject objective = objectives.get(i);
            String name = objectives.size() == 1 ? object.name() : object.name() + "-" + (i + 1);
            String series = common != null
                    ? common
                    : indicators.series(object, spec, OpenSloIndicator.hasOwn(objective) ? objective : spec);
            objective(objective, spec, name, service, window, series);
        }
    }

    private void objective(
            OpenSloObject objective,
            OpenSloObject spec,
            String name,
            @Nullable String service,
            Duration window,
            String series) {
        objective.expect(
                "displayName",
                "op",
                "value",
                "target",
                "targetPercent",
                "timeSliceTarget",
                "timeSliceWindow",
                "indicator",
                "indicatorRef",
                "compositeWeight");
        Objective target = target(objective);
        BudgetMethod method = target == null ? null : method(objective, spec, target);
        if (target == null || method == null) {
            return;
        }
        if (objective.text("value") != null || objective.text("op") != null) {
            objective.warning(
                    objective.text("value") == null ? "op" : "value",
                    "is not looked at: the conditions of the check say what is good");
        }
        if (objective.text("compositeWeight") != null) {
            objective.warning("compositeWeight", "is not looked at");
        }
        Watched watched = series.startsWith("check:") ? checks.get(series.substring("check:".length())) : null;
        double perMinute = watched == null ? 0 : 60_000.0 / watched.interval().toMillis();
        try {
            var bare = new Slo(name, target, window, method, perMinute, List.of());
            BurnRules.Plan plan = plan(bare, spec);
            plan.refusals().forEach(refusal -> spec.mistake("alertPolicies", refusal));
            slos.add(new SloConfig(
                    new Slo(name, target, window, method, perMinute, plan.rules()),
                    series,
                    service,
                    watched == null ? null : watched.environment(),
                    plan.warnings()));
        } catch (IllegalArgumentException e) {
            objective.mistake("", String.valueOf(e.getMessage()));
        }
    }

    private BurnRules.Plan plan(Slo bare, OpenSloObject spec) {
        if (spec.children("alertPolicies").isEmpty()) {
            return BurnRules.plan(bare);
        }
        List<BurnRule> written = alerts.rules(spec);
        return strict ? BurnRules.review(bare, written) : BurnRules.adapt(bare, written);
    }

    private static @Nullable Objective target(OpenSloObject objective) {
        String share = objective.text("target");
        String percent = objective.text("targetPercent");
        if ((share == null) == (percent == null)) {
            objective.mistake("target", "write either target, as in 0.99, or targetPercent, as in 99");
            return null;
        }
        return objective(objective, share == null ? "targetPercent" : "target", share == null);
    }

    private static @Nullable Objective objective(OpenSloObject from, String key, boolean percent) {
        String text = from.text(key);
        try {
            BigDecimal number = new BigDecimal(text == null ? "" : text);
            return Objective.ofPercent(percent ? number : number.movePointRight(2));
        } catch (NumberFormatException e) {
            from.mistake(key, "\"" + text + "\" is no number: write it as in " + (percent ? "99" : "0.99"));
        } catch (IllegalArgumentException e) {
            from.mistake(key, String.valueOf(e.getMessage()));
        }
        return null;
    }

    private static @Nullable BudgetMethod method(OpenSloObject objective, OpenSloObject spec, Objective target) {
        String method = spec.text("budgetingMethod");
        if (method == null || method.equals("Occurrences")) {
            return new BudgetMethod.Occurrences();
        }
        try {
            switch (method) {
                case "Timeslices" -> {
                    Duration slice = slice(objective);
                    Objective share = sliceTarget(objective, target);
                    return share == null || slice == null ? null : new BudgetMethod.TimeSlices(slice, share);
                }
                case "RatioTimeslices" -> {
                    Duration slice = slice(objective);
                    return slice == null ? null : new BudgetMethod.RatioTimeSlices(slice);
                }
                default ->
                    spec.mistake(
                            "budgetingMethod",
                            "\"" + method + "\" is none: write Occurrences, Timeslices or RatioTimeslices");
            }
        } catch (IllegalArgumentException e) {
            objective.mistake("timeSliceWindow", String.valueOf(e.getMessage()));
        }
        return null;
    }

    /** A number alone is minutes. */
    private static @Nullable Duration slice(OpenSloObject objective) {
        String text = objective.text("timeSliceWindow");
        if (text == null) {
            objective.warning("timeSliceWindow", "is required with time slices: 1m is taken");
            return Duration.ofMinutes(1);
        }
        return text.matches("[1-9]\\d{0,5}")
                ? Duration.ofMinutes(Long.parseLong(text))
                : objective.duration("timeSliceWindow", null);
    }

    private static @Nullable Objective sliceTarget(OpenSloObject objective, Objective target) {
        String text = objective.text("timeSliceTarget");
        if (text == null) {
            objective.warning("timeSliceTarget", "is required with Timeslices: " + target + " is taken, as in target");
            return target;
        }
        boolean all = text.matches("1(\\.0*)?");
        return all ? ALL : objective(objective, "timeSliceTarget", false);
    }

    private static @Nullable Duration window(OpenSloObject spec) {
        List<OpenSloObject> windows = spec.children("timeWindow");
        if (windows.size() != 1) {
            spec.warning("timeWindow", "there should be exactly one; 30 days are taken where there is none");
        }
        if (windows.isEmpty()) {
            return Duration.ofDays(30);
        }
        OpenSloObject window = windows.getFirst();
        window.expect("duration", "isRolling", "calendar");
        window.child("calendar").expect("startTime", "timeZone");
        String rolls = window.text("isRolling");
        boolean calendar = rolls == null ? !window.child("calendar").isEmpty() : rolls.equals("false");
        Duration length = calendar ? window.calendarDuration("duration") : window.duration("duration", null);
        if (length == null) {
            window.mistake("duration", "is required, as in 4w or 30d");
        } else if (calendar) {
            window.warning(
                    "isRolling",
                    "windows that follow the calendar are counted as rolling ones of " + Durations.format(length));
        }
        return length;
    }
}
