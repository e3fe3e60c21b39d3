package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Whether the output of a probe is what the hypothesis allows. */
final class Tolerances {
    private static final String TYPES = "probe, regex, jsonpath and range";

    private final Variables variables;
    private final Activities activities;

    Tolerances(Variables variables, Activities activities) {
        this.variables = variables;
        this.activities = activities;
    }

    /** Says what is wrong with a tolerance other than a probe. */
    static void check(JsonNode tolerance, String place, List<String> problems) {
        if (!tolerance.isObject()) {
            if (!tolerance.isArray() && !tolerance.isTextual() && !tolerance.isBoolean() && !tolerance.isNumber()) {
                problems.add(
                        place + ": must be a number, a string, a boolean, a list, or an object of the type " + TYPES);
            }
            return;
        }
        switch (tolerance.path("type").asText()) {
            case "probe" -> {} // checked as the activity that it is
            case "regex" -> pattern(tolerance.path("pattern").asText(), place, problems);
            case "jsonpath" -> path(tolerance.path("path").asText(), place, problems);
            case "range" -> {
                JsonNode range = tolerance.path("range");
                if (range.size() != 2
                        || !range.path(0).isNumber()
                        || !range.path(1).isNumber()) {
                    problems.add(place + ".range: must be two numbers, the lowest and the highest");
                }
            }
            default -> problems.add(place + ".type: must be one of " + TYPES);
        }
    }

    private static void pattern(String pattern, String place, List<String> problems) {
        if (pattern.isEmpty()) {
            problems.add(place + ".pattern: is missing");
            return;
        }
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            problems.add(place + ".pattern: " + e.getDescription() + " in " + pattern);
        }
    }

    private static void path(String path, String place, List<String> problems) {
        try {
            JsonPath.parse(path);
        } catch (IllegalArgumentException e) {
            problems.add(place + ".path: " + e.getMessage());
        }
    }

    boolean met(JsonNode tolerance, JsonNode output) throws InterruptedException {
        return switch (tolerance) {
            case ObjectNode object -> object(object, output);
            case JsonNode list when list.isArray() -> list(list, output);
            case JsonNode number when number.isNumber() -> JsonValues.same(number, statusOr(output));
            default -> JsonValues.same(variables.substitute(tolerance), output);
        };
    }

    private boolean list(JsonNode allowed, JsonNode output) {
        boolean hasStatus = output.isObject() && output.has("status");
        JsonNode value = statusOr(output);
        if (!hasStatus && allowed.size() == 2) {
            return JsonValues.compare(allowed.get(0), value)
                            .filter(it -> it <= 0)
                            .isPresent()
                    && JsonValues.compare(value, allowed.get(1))
                            .filter(it -> it <= 0)
                            .isPresent();
        }
        for (JsonNode one : allowed) {
            if (JsonValues.same(one, value)) {
                return true;
            }
        }
        return false;
    }

    private boolean object(ObjectNode tolerance, JsonNode output) throws InterruptedException {
        JsonNode value = target(tolerance, output);
        return switch (tolerance.path("type").asText()) {
            case "probe" -> probe(tolerance, output);
            case "regex" ->
                Pattern.compile(text(tolerance, "pattern"))
                        .matcher(asText(value))
                        .find();
            case "jsonpath" -> jsonPath(tolerance, value);
            default -> range(tolerance.path("range"), value);
        };
    }

    /** Its provider gets the output as the argument {@code value}; it is met when the probe says so. */
    private boolean probe(ObjectNode tolerance, JsonNode output) throws InterruptedException {
        ObjectNode probe = tolerance.deepCopy();
        ((ObjectNode) probe.path("provider")).withObjectProperty("arguments").set("value", output);
        try {
            JsonNode result = activities.act(probe);
            // A program that ended well, an answer of 2xx, or whatever else counts as true.
            int status = result.path("status").asInt(-1);
            return status == 0 || status / 100 == 2 || (status < 0 && result.asBoolean(!result.isEmpty()));
        } catch (ActivityFailedException e) {
            return false;
        }
    }

    private boolean jsonPath(ObjectNode tolerance, JsonNode value) {
        List<JsonNode> found = JsonPath.parse(text(tolerance, "path")).match(parsed(value));
        if (tolerance.has("expect")) {
            JsonNode expect = variables.substitute(tolerance.get("expect"));
            JsonNode all = Json.mapper().createArrayNode().addAll(found);
            return JsonValues.same(
                    all,
                    expect.isArray() ? expect : Json.mapper().createArrayNode().add(expect));
        }
        return tolerance.has("count") ? found.size() == tolerance.get("count").asInt() : !found.isEmpty();
    }

    private static boolean range(JsonNode range, JsonNode value) {
        try {
            BigDecimal number = new BigDecimal(value.asText().strip());
            return number.compareTo(range.path(0).decimalValue()) >= 0
                    && number.compareTo(range.path(1).decimalValue()) <= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static JsonNode statusOr(JsonNode output) {
        return output.isObject() && output.has("status") ? output.get("status") : output;
    }

    private static JsonNode target(ObjectNode tolerance, JsonNode output) {
        return Optional.ofNullable(output.get(tolerance.path("target").asText()))
                .orElse(output);
    }

    private String text(ObjectNode tolerance, String name) {
        return variables.substitute(tolerance.path(name)).asText();
    }

    private static String asText(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** Text that is JSON is looked into. */
    private static JsonNode parsed(JsonNode value) {
        if (!value.isTextual()) {
            return value;
        }
        try {
            return Json.parse(value.textValue().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return value;
        }
    }
}
