package dev.evenkeel.server.config;

import dev.evenkeel.core.slo.BurnRule;
import dev.evenkeel.core.slo.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes burn rules of OpenSLO's alert policies and conditions. */
final class OpenSloAlerts {
    private static final Set<String> PAGES = Set.of("page", "critical", "sev1", "p1");
    private static final Set<String> TICKETS = Set.of("ticket", "warning");

    private final OpenSloDocuments documents;

    OpenSloAlerts(OpenSloDocuments documents) {
        this.documents = documents;
    }

    /** What the policies of an SLO ask for; a policy that alerts at nothing that we know asks for nothing. */
    List<BurnRule> rules(OpenSloObject spec) {
        List<BurnRule> rules = new ArrayList<>();
        for (OpenSloObject policy : documents.resolved(spec, "alertPolicies", "alertPolicyRef", "AlertPolicy")) {
            OpenSloObject policySpec = policy.child("spec");
            policySpec.expect(
                    "description",
                    "alertWhenNoData",
                    "alertWhenResolved",
                    "alertWhenBreaching",
                    "conditions",
                    "notificationTargets");
            if (!policySpec.children("notificationTargets").isEmpty()) {
                policySpec.warning("notificationTargets", "are not looked at: write monitor.alerts.receivers");
            }
            if ("true".equals(policySpec.text("alertWhenNoData"))) {
                policySpec.warning("alertWhenNoData", "nobody is alerted when there is no data");
            }
            if ("false".equals(policySpec.text("alertWhenResolved"))) {
                policySpec.warning(
                        "alertWhenResolved", "is not looked at: write sendResolved: false in monitor.alerts.receivers");
            }
            for (OpenSloObject condition :
                    documents.resolved(policySpec, "conditions", "conditionRef", "AlertCondition")) {
                if (!"false".equals(policySpec.text("alertWhenBreaching"))) {
                    rule(condition, rules);
                }
            }
        }
        return rules;
    }

    private static void rule(OpenSloObject object, List<BurnRule> rules) {
        OpenSloObject spec = object.child("spec");
        spec.expect("description", "severity", "condition");
        OpenSloObject condition = spec.child("condition");
        condition.expect("kind", "op", "threshold", "lookbackWindow", "alertAfter");
        String kind = condition.text("kind");
        if (kind != null && !kind.equals("burnrate")) {
            condition.warning("kind", "\"" + kind + "\" can't be evaluated: only burnrate is");
            return;
        }
        String op = condition.text("op");
        if (op != null && op.startsWith("l")) {
            condition.warning("op", "\"" + op + "\" would alert while all is well: taken as gte");
        }
        String lookbackText = condition.text("lookbackWindow");
        if (lookbackText == null) {
            condition.warning("lookbackWindow", "is required: 1h is taken");
        }
        Duration lookback = condition.duration("lookbackWindow", Duration.ofHours(1));
        String after = condition.text("alertAfter");
        if (after != null && !after.matches("0[a-zA-Z]?")) {
            condition.warning(
                    "alertAfter", "a second window, a twelfth of the first, is looked at in place of waiting");
        }
        try {
            String threshold = condition.text("threshold");
            if (threshold == null || lookback == null) {
                condition.mistake("threshold", "is required: the burn rate to alert at, as in 14.4");
                return;
            }
            rules.add(new BurnRule(
                    unique(object.name(), rules),
                    severity(spec),
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

    private static Severity severity(OpenSloObject spec) {
        String text = spec.text("severity");
        String severity = text == null ? "" : text.toLowerCase(Locale.ROOT);
        if (PAGES.contains(severity)) {
            return Severity.PAGE;
        }
        if (!TICKETS.contains(severity)) {
            spec.warning("severity", "\"" + severity + "\" is taken as ticket; page is the other one");
        }
        return Severity.TICKET;
    }

    /** Two policies of an SLO may use conditions of the same name. */
    private static String unique(String name, List<BurnRule> rules) {
        String unique = name;
        for (int i = 2; isTaken(unique, rules); i++) {
            unique = name + "-" + i;
        }
        return unique;
    }

    private static boolean isTaken(String name, List<BurnRule> rules) {
        return rules.stream().anyMatch(rule -> rule.name().equals(name));
    }
}
