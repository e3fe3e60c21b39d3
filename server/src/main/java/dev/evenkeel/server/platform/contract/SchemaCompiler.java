package dev.evenkeel.server.platform.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.contract.Schema.Length;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the schemas of one document into {@link Schema}s; those under {@code components} are shared. */
final class SchemaCompiler {
    private static final Set<String> KEYWORDS = Set.of(
            "type",
            "enum",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minimum",
            "maximum",
            "properties",
            "required",
            "additionalProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "items",
            "minItems",
            "maxItems",
            "default",
            "description");

    private final JsonNode document;
    private final Map<String, Schema> shared = new HashMap<>();

    SchemaCompiler(JsonNode document) {
        this.document = document;
    }

    /** @throws IllegalArgumentException when the schema uses what {@link Schema} doesn't know */
    Schema compile(JsonNode node) {
        if (node.has("$ref")) {
            String reference = node.get("$ref").asText();
            Schema known = shared.get(reference);
            if (known == null) {
                known = compile(References.resolve(document, node));
                shared.put(reference, known);
            }
            return known;
        }
        for (String keyword : (Iterable<String>) node::fieldNames) {
            if (!KEYWORDS.contains(keyword)) {
                throw new IllegalArgumentException("the keyword '" + keyword + "' isn't supported in " + node);
            }
        }
        return new Schema(
                types(node.path("type")),
                texts(node.path("enum")),
                new Length(
                        node.path("minLength").asInt(0), node.path("maxLength").asInt(Integer.MAX_VALUE)),
                node.has("pattern") ? Pattern.compile(node.get("pattern").asText()) : null,
                isDateTime(node.path("format")),
                number(node.get("minimum")),
                number(node.get("maximum")),
                properties(node.path("properties")),
                texts(node.path("required")),
                node.path("additionalProperties").isBoolean()
                        && !node.path("additionalProperties").asBoolean(),
                node.path("additionalProperties").isObject() ? compile(node.get("additionalProperties")) : null,
                node.has("propertyNames") ? compile(node.get("propertyNames")) : null,
                size(node),
                node.has("items") ? compile(node.get("items")) : null);
    }

    private Map<String, Schema> properties(JsonNode node) {
        var properties = new LinkedHashMap<String, Schema>();
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            properties.put(property.getKey(), compile(property.getValue()));
        }
        return properties;
    }

    private static Set<Schema.Type> types(JsonNode node) {
        Set<Schema.Type> types = EnumSet.noneOf(Schema.Type.class);
        for (String name : node.isTextual() ? List.of(node.asText()) : texts(node)) {
            types.add(Schema.Type.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return types;
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        node.forEach(element -> texts.add(element.asText()));
        return List.copyOf(texts);
    }

    private static boolean isDateTime(JsonNode format) {
        if (!format.isMissingNode() && !format.asText().equals("date-time")) {
            throw new IllegalArgumentException("the format '" + format.asText() + "' isn't supported");
        }
        return !format.isMissingNode();
    }

    /** Of fields or elements: a schema here is of an object or a list, never both. */
    private static Length size(JsonNode node) {
        String unit = node.has("items") ? "Items" : "Properties";
        return new Length(
                node.path("min" + unit).asInt(0), node.path("max" + unit).asInt(Integer.MAX_VALUE));
    }

    private static @Nullable BigDecimal number(@Nullable JsonNode node) {
        return node == null ? null : node.decimalValue();
    }
}
