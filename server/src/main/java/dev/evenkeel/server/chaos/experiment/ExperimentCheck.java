package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks through an experiment before anything of it runs. */
final class ExperimentCheck {
    private final Providers providers;
    private final List<String> problems;
    private final List<String> warnings = new ArrayList<>();

    ExperimentCheck(Providers providers, List<String> problems) {
        this.providers = providers;
        this.problems = problems;
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    void whole(ObjectNode document) {
        text(document, "title");
        text(document, "description");
        if (!document.path("method").isArray()) {
            problems.add("method: must be a list of activities, which may be empty");
        }
        controls(document, "");
        if (document.has("extensions")) {
            warnings.add("extensions: nothing here reads them");
        }
        JsonNode hypothesis = document.path("steady-state-hypothesis");
        if (!hypothesis.isMissingNode() && hypothesis.path("title").asText().isEmpty()) {
            problems.add("steady-state-hypothesis.title: is missing");
        }
        runtime(document.path("runtime"));
        label(document, "dry", "", Dry.of(document.path("dry").asText()), "probes, actions, activities and pause");
        activities(document, hypothesis.path("probes"), "steady-state-hypothesis.probes", true);
        activities(document, document.path("method"), "method", false);
        activities(document, document.path("rollbacks"), "rollbacks", false);
    }

    private void activities(ObjectNode document, JsonNode list, String place, boolean hypothesis) {
        for (int i = 0; i < list.size(); i++) {
            String at = place + "[" + i + "]";
            JsonNode activity = Experiment.resolve(document, list.get(i));
            if (activity.isMissingNode()) {
                problems.add(at + ".ref: there is no activity named "
                        + list.get(i).get("ref").asText());
                continue;
            }
            if (!list.get(i).has("ref")) {
                activity(activity, at);
            }
            if (hypothesis && !activity.has("tolerance")) {
                problems.add(at + ".tolerance: is missing, and a hypothesis needs one");
            }
        }
    }

    private void activity(JsonNode activity, String place) {
        String type = activity.path("type").asText();
        if (!type.equals("probe") && !type.equals("action")) {
            problems.add(place + ".type: must be probe or action");
        }
        if (activity.path("name").asText().isEmpty()) {
            problems.add(place + ".name: is missing");
        }
        if (activity.has("background") && !activity.get("background").isBoolean()) {
            problems.add(place + ".background: must be true or false");
        }
        pauses(activity.path("pauses"), place + ".pauses");
        label(
                activity,
                "dry",
                place + ".",
                Dry.of(activity.path("dry").asText()),
                "probes, actions, activities and pause");
        controls(activity, place + ".");
        provider(activity.path("provider"), place + ".provider");
        if (activity.has("tolerance")) {
            JsonNode tolerance = activity.get("tolerance");
            Tolerances.check(tolerance, place + ".tolerance", problems);
            if (tolerance.path("type").asText().equals("probe")) {
                activity(tolerance, place + ".tolerance");
            }
        }
    }

    private void provider(JsonNode provider, String place) {
        String kind = provider.path("type").asText();
        if (kind.equals("python")) {
            problems.add(place + ": the provider python can't run here: "
                    + provider.path("module").asText("its module")
                    + " needs Python and Chaos Toolkit. Use http or process instead, or evenkeel for what the"
                    + " supervisor runs");
            return;
        }
        Optional<Provider> known = providers.of(kind);
        if (known.isEmpty()) {
            problems.add(
                    place + ".type: must be http, process or evenkeel" + (kind.isEmpty() ? "" : ", and is " + kind));
            return;
        }
        known.get().check(provider, place, problems);
    }

    private void pauses(JsonNode pauses, String place) {
        for (String when : List.of("before", "after")) {
            JsonNode time = pauses.path(when);
            boolean variable = time.isTextual() && time.textValue().matches("\\$\\{.+}");
            if (!time.isMissingNode() && !time.isNull() && !variable && !(time.isNumber() && time.asDouble() >= 0)) {
                problems.add(place + "." + when + ": must be a number of seconds, or ${name}");
            }
        }
    }

    private void runtime(JsonNode runtime) {
        JsonNode hypothesis = runtime.path("hypothesis");
        label(
                hypothesis,
                "strategy",
                "runtime.hypothesis.",
                Strategy.of(hypothesis.path("strategy").asText()),
                "default, before-method-only, after-method-only, during-method-only, continuously and skip");
        JsonNode rollbacks = runtime.path("rollbacks");
        label(
                rollbacks,
                "strategy",
                "runtime.rollbacks.",
                RollbackStrategy.of(rollbacks.path("strategy").asText()),
                "default, always, never and deviated");
    }

    private void label(JsonNode node, String name, String place, Optional<?> read, String allowed) {
        if (node.hasNonNull(name) && read.isEmpty()) {
            problems.add(place + name + ": must be one of " + allowed);
        }
    }

    private void text(ObjectNode document, String name) {
        if (document.path(name).asText().isBlank()) {
            problems.add(name + ": is missing");
        }
    }

    private void controls(JsonNode node, String place) {
        if (!node.path("controls").isEmpty()) {
            warnings.add(place + "controls: are Python and are left out; what they would do doesn't happen");
        }
    }
}
