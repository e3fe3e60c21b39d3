package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of {@code configuration} and {@code secrets}, and how they get into an experiment: {@code ${name}} or
 * {@code $name}, {@code $$} for a dollar. A string that is nothing but {@code ${name}} becomes the value with its type;
 * a name that isn't known stays as it is.
 */
final class Variables {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
    private static final Pattern PLACE = Pattern.compile("\\$(?:(\\$)|(" + NAME + ")|\\{(" + NAME + ")})");

    private final Map<String, JsonNode> values;

    Variables(Map<String, JsonNode> values) {
        this.values = new LinkedHashMap<>(values);
    }

    JsonNode substitute(JsonNode node) {
        return switch (node) {
            case TextNode text -> substitute(text.textValue());
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(entry -> copy.set(entry.getKey(), substitute(entry.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> copy.add(substitute(item)));
                yield copy;
            }
            default -> node;
        };
    }

    private JsonNode substitute(String text) {
        Matcher place = PLACE.matcher(text);
        if (place.matches() && place.group(1) == null) {
            return values.getOrDefault(name(place), TextNode.valueOf(text));
        }
        return TextNode.valueOf(place.reset()
                .replaceAll(it -> Matcher.quoteReplacement(
                        it.group(1) != null
                                ? "$"
                                : known(it.group(2) == null ? it.group(3) : it.group(2), it.group()))));
    }

    private String known(String name, String otherwise) {
        JsonNode value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String name(Matcher place) {
        return place.group(2) == null ? place.group(3) : place.group(2);
    }
}
