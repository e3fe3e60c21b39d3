package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code configuration} and {@code secrets}: values as they are, or of environment variables. */
final class VariablesReader {
    private static final Set<String> FALSE = Set.of("false", "0", "no");

    private final Map<String, String> environment;
    private final Map<String, String> overrides;
    private final List<String> problems;

    /**
     * @param overrides configuration given on the command line
     * @param problems gets what is wrong
     */
    VariablesReader(Map<String, String> environment, Map<String, String> overrides, List<String> problems) {
        this.environment = environment;
        this.overrides = overrides;
        this.problems = problems;
    }

    Variables read(JsonNode experiment) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        // Of secrets only the second level counts: the first groups them by their target. Configuration goes first.
        experiment.path("secrets").properties().forEach(group -> {
            String place = "secrets." + group.getKey();
            if (group.getValue().isObject() && !group.getValue().has("type")) {
                group.getValue().properties().forEach(secret -> {
                    String at = place + "." + secret.getKey();
                    values.put(secret.getKey(), value(at, secret.getValue()));
                });
            } else {
                problems.add(place + ": must group secrets by their target, as in {\"api\": {\"token\": …}}");
            }
        });
        experiment.path("configuration").properties().forEach(entry -> {
            String given = overrides.get(entry.getKey());
            values.put(
                    entry.getKey(),
                    given == null
                            ? value("configuration." + entry.getKey(), entry.getValue())
                            : convert("--var " + entry.getKey(), given, typeOf(entry.getValue())));
        });
        overrides.forEach((name, given) -> values.putIfAbsent(name, TextNode.valueOf(given)));
        return new Variables(values);
    }

    private JsonNode value(String place, JsonNode node) {
        if (!node.isObject() || !node.has("type")) {
            return node;
        }
        String type = node.get("type").asText();
        if (!type.equals("env")) {
            problems.add(place + ": values of the type " + type + " can't be read; there is env");
            return node;
        }
        String variable = node.path("key").asText();
        String text = environment.get(variable);
        if (text == null) {
            if (!node.has("default")) {
                problems.add(place + ": the environment variable " + variable + " is not set, and there is no default");
                return node;
            }
            JsonNode otherwise = node.get("default");
            return otherwise.isTextual() ? convert(place, otherwise.asText(), envType(node)) : otherwise;
        }
        return convert(place, text, envType(node));
    }

    private static String envType(JsonNode node) {
        return node.path("env_var_type").asText("str");
    }

    /** So that an override has the type of what it takes the place of. */
    private static String typeOf(JsonNode node) {
        if (node.isObject()) {
            return envType(node);
        }
        return node.isNumber() ? "number" : node.isBoolean() ? "bool" : "str";
    }

    private JsonNode convert(String place, String text, String type) {
        try {
            return switch (type) {
                case "str", "string", "bytes" -> TextNode.valueOf(text);
                case "int", "integer" -> LongNode.valueOf(Long.parseLong(text));
                case "float", "number" -> DecimalNode.valueOf(new BigDecimal(text));
                case "bool" -> BooleanNode.valueOf(!FALSE.contains(text));
                case "json" -> Json.parse(text.getBytes(StandardCharsets.UTF_8));
                default -> throw new NumberFormatException();
            };
        } catch (NumberFormatException | IOException e) {
            problems.add(place + ": \"" + text + "\" is no " + type
                    + "; the types are bool, str, int, float, bytes and json");
            return TextNode.valueOf(text);
        }
    }
}
