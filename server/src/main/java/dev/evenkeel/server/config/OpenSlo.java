package dev.evenkeel.server.config;

import dev.evenkeel.core.slo.BudgetMethod;
import dev.evenkeel.core.slo.BurnRule;
import dev.evenkeel.core.slo.BurnRules;
import dev.evenkeel.core.slo.Objective;
import dev.evenkeel.core.slo.Severity;
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
    private final Map<String, Watched> checks;
    private final Set<String> routes;
    private final OpenSloDocuments documents;
    private final List<SloConfig> slos = new ArrayList<>();

    private OpenSlo(Map<String, Watched> checks, Set<String> routes, OpenSloDocuments documents) {
        this.checks = checks;
        this.routes = routes;
        this.documents = documents;
    }

    /** What came of some text; the warnings name the object that they are about. */
    record Imported(List<SloConfig> slos, List<String> warnings, List<String> mistakes) {}

    /** @param name of the file, for messages */
    static Imported read(String name, String text, Map<String, Watched> checks, Set<String> routes, boolean strict) {
        OpenSloDocuments documents = OpenSloDocuments.read(name, text);
        var reading = new OpenSlo(checks, routes, documents);
        for (OpenSloObject slo : documents.ofKind("SLO")) {
            reading.slo(slo);
        }
        if (!strict) {
            return new Imported(reading.slos, documents.warnings(), documents.mistakes());
        }
        List<String> mistakes = new ArrayList<>(documents.mistakes());
        mistakes.addAll(documents.warnings());
        return new Imported(mistakes.isEmpty() ? reading.slos : List.of(), List.of(), mistakes);
    }

    private void slo(OpenSloObject object) {
        OpenSloObject spec = object.child("spec");
        Duration window = window(spec);
        List<OpenSloObject> objectives = spec.children("objectives");
        if (objectives.isEmpty()) {
            spec.mistake("objectives", "there must be at least one, as in - target: 0.99");
        }
        String series = series(object, spec);
        String service = spec.text("service");
        if (service == null) {
            spec.mistake("service", "is required: the name of the service that this is about");
        }
        for (int i = 0; i < objectives.size() && window != null; i++) {
            String name = objectives.size() == 1 ? object.name() : object.name() + "-" + (i + 1);
            objective(objectives.get(i), spec, name, service, window, series);
        }
    }

    private void objective(
            OpenSloObject objective,
            OpenSloObject spec,
            String name,
            @Nullable String service,
            Duration window,
            String series) {
        Objective target = target(objective);
        BudgetMethod method = target == null ? null : method(objective, spec, target);
        if (target == null || method == null) {
            return;
        }
        if (objective.text("value") != null || objective.text("op") != null) {
            objective.warning("value", "is not looked at: the conditions of the check say what is good");
        }
        Watched watched = series.startsWith("check:") ? checks.get(series.substring("check:".length())) : null;
        double perMinute = watched == null ? 0 : 60_000.0 / watched.interval().toMillis();
        try {
            var bare = new Slo(name, target, window, method, perMinute, List.of());
            List<BurnRule> written = rules(spec);
            BurnRules.Plan plan = written.isEmpty() ? BurnRules.plan(bare) : BurnRules.review(bare, written);
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
        Duration slice = objective.duration("timeSliceWindow", Duration.ofMinutes(1));
        try {
            switch (method) {
                case "Timeslices" -> {
                    Objective share = objective.text("timeSliceTarget") == null
                            ? target
                            : objective(objective, "timeSliceTarget", false);
                    return share == null || slice == null ? null : new BudgetMethod.TimeSlices(slice, share);
                }
                case "RatioTimeslices" -> {
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

    private static @Nullable Duration window(OpenSloObject spec) {
        List<OpenSloObject> windows = spec.children("timeWindow");
        if (windows.size() != 1) {
            spec.warning("timeWindow", "there should be exactly one; 30 days are taken where there is none");
        }
        if (windows.isEmpty()) {
            return Duration.ofDays(30);
        }
        OpenSloObject window = windows.getFirst();
        Duration length = window.duration("duration", null);
        if (length == null) {
            window.mistake("duration", "is required, as in 4w or 30d");
        } else if ("false".equals(window.text("isRolling"))) {
            window.warning(
                    "isRolling",
                    "windows that follow the calendar are counted as rolling ones of " + Durations.format(length));
        }
        return length;
    }

    private String series(OpenSloObject slo, OpenSloObject spec) {
        OpenSloObject annotations = slo.child("metadata").child("annotations");
        OpenSloObject source = documents.source(spec);
        String check = first(
                annotations.text("evenkeel.dev/check"), source.child("spec").text("check"));
        String route = first(
                annotations.text("evenkeel.dev/route"), source.child("spec").text("route"));
        if (route != null) {
            if (!routes.contains(route)) {
                spec.mistake("indicator", "there is no route " + route + " in gateway.routes");
            }
            return "route:" + route;
        }
        if (check != null) {
            if (!checks.containsKey(check)) {
                spec.mistake("indicator", "there is no check " + check + " in monitor.checks");
            }
            return "check:" + check;
        }
        String service = spec.text("service");
        List<String> own = checks.entrySet().stream()
                .filter(entry ->
                        service != null && service.equals(entry.getValue().service()))
                .map(Map.Entry::getKey)
                .toList();
        String type = source.text("type");
        String what = "the metric source " + (type == null ? "" : type + " ") + "can't be asked";
        if (own.size() == 1) {
            spec.warning("indicator", what + ": the check " + own.getFirst() + " of this service is counted");
            return "check:" + own.getFirst();
        }
        spec.warning(
                "indicator",
                what + ", and there is " + (own.isEmpty() ? "no check" : "more than one check")
                        + " of this service: nothing is counted. Name one in an annotation evenkeel.dev/check");
        return "check:" + slo.name();
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }

    private List<BurnRule> rules(OpenSloObject spec) {
        List<BurnRule> rules = new ArrayList<>();
        for (OpenSloObject policy : documents.resolved(spec, "alertPolicies", "alertPolicyRef", "AlertPolicy")) {
            OpenSloObject policySpec = policy.child("spec");
            if (!policySpec.children("notificationTargets").isEmpty()) {
                policySpec.warning("notificationTargets", "are not looked at: write monitor.alerts.receivers");
            }
            for (OpenSloObject condition :
                    documents.resolved(policySpec, "conditions", "conditionRef", "AlertCondition")) {
                rule(condition, rules);
            }
        }
        return rules;
    }

    private static void rule(OpenSloObject object, List<BurnRule> rules) {
        OpenSloObject condition = object.child("spec").child("condition");
        String kind = condition.text("kind");
        if (kind != null && !kind.equals("burnrate")) {
            condition.warning("kind", "\"" + kind + "\" can't be evaluated: only burnrate is");
            return;
        }
        String op = condition.text("op");
        if (op != null && op.startsWith("l")) {
            condition.warning("op", "\"" + op + "\" would alert while all is well: taken as gte");
        }
        Duration lookback = condition.duration("lookbackWindow", Duration.ofHours(1));
        if (condition.text("alertAfter") != null) {
            condition.warning(
                    "alertAfter", "a second window, a twelfth of the first, is looked at in place of waiting");
        }
        try {
            String threshold = condition.text("threshold");
            if (threshold == null || lookback == null) {
                condition.mistake("threshold", "is required: the burn rate to alert at, as in 14.4");
                return;
            }
            boolean page = "page".equalsIgnoreCase(object.child("spec").text("severity"));
            rules.add(new BurnRule(
                    object.name(),
                    page ? Severity.PAGE : Severity.TICKET,
                    Double.parseDouble(threshold),
                    lookback,
                    Duration.ofMinutes(Math.max(1, lookback.toMinutes() / 12)),
                    1));
        } catch (NumberFormatException e) {
            condition.mistake("threshold", "is no number: write it as in 14.4");
        } catch (IllegalArgumentException e) {
            condition.mistake("lookbackWindow", String.valueOf(e.getMessage()));
        }
    }
}
