package dev.evenkeel.server.platform.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.evenkeel.core.deployment.Violation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema (2020-12) ready to check values with, saying what is wrong in words for people.
 *
 * <p>Knows the keywords that requests of the document use; {@link SchemaCompiler} refuses a document with others.
 *
 * @param types empty when any will do
 * @param allowed the values of {@code enum}, empty when it isn't limited
 * @param properties in the document's order
 * @param closed {@code additionalProperties: false}
 * @param additional the schema of properties not named, null when any will do
 */
public record Schema(
        Set<Type> types,
        List<String> allowed,
        Length length,
        @Nullable Pattern pattern,
        boolean dateTime,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        Map<String, Schema> properties,
        List<String> required,
        boolean closed,
        @Nullable Schema additional,
        @Nullable Schema propertyNames,
        Length size,
        @Nullable Schema items) {

    /** The kinds of JSON values, with how they are called in messages. */
    public enum Type {
        STRING("text"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        OBJECT("an object"),
        ARRAY("a list"),
        NULL("null");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        /** That of a value; a number without a fraction is {@link #INTEGER}. */
        static Type of(JsonNode value) {
            return switch (value.getNodeType()) {
                case STRING, BINARY, POJO -> STRING;
                case NUMBER -> isWhole(value) ? INTEGER : NUMBER;
                case BOOLEAN -> BOOLEAN;
                case OBJECT -> OBJECT;
                case ARRAY -> ARRAY;
                case NULL, MISSING -> NULL;
            };
        }

        private static boolean isWhole(JsonNode value) {
            return value.isIntegralNumber()
                    || value.decimalValue().stripTrailingZeros().scale() <= 0;
        }
    }

    /** Bounds of a length or a count, both inclusive. */
    public record Length(int min, int max) {
        static final Length ANY = new Length(0, Integer.MAX_VALUE);

        boolean admits(int length) {
            return length >= min && length <= max;
        }

        String words(String unit) {
            if (max == Integer.MAX_VALUE) {
                return "at least " + min + " " + unit;
            }
            return min == 0 ? "at most " + max + " " + unit : min + " to " + max + " " + unit;
        }
    }

    /** Everything that is wrong with the value, each with the pointer to its place; empty when it is valid. */
    public List<Violation> check(JsonNode value, String pointer) {
        var found = new ArrayList<Violation>();
        check(value, pointer, found);
        return found;
    }

    private void check(JsonNode value, String pointer, List<Violation> found) {
        Type type = Type.of(value);
        if (!types.isEmpty() && !types.contains(type) && !(type == Type.INTEGER && types.contains(Type.NUMBER))) {
            found.add(new Violation(pointer, "must be " + expected() + ", not " + shown(value, type)));
            return;
        }
        if (!allowed.isEmpty() && type != Type.NULL && !allowed.contains(value.asText())) {
            found.add(new Violation(
                    pointer, "must be one of " + String.join(", ", allowed) + ", not " + shown(value, type)));
            return;
        }
        switch (type) {
            case STRING -> checkText(value.textValue(), pointer, found);
            case INTEGER, NUMBER -> checkNumber(value, pointer, found);
            case OBJECT -> checkObject(value, pointer, found);
            case ARRAY -> checkItems(value, pointer, found);
            case BOOLEAN, NULL -> {}
        }
    }

    private void checkText(String text, String pointer, List<Violation> found) {
        int characters = text.codePointCount(0, text.length());
        if (!length.admits(characters)) {
            String message = characters == 0
                    ? "must not be empty"
                    : "must have " + length.words("characters") + ", not " + characters;
            found.add(new Violation(pointer, message));
        } else if (pattern != null && !pattern.matcher(text).find()) {
            String message = text.isBlank()
                    ? "must not be blank"
                    : "must match " + pattern + ", which '" + cut(text) + "' doesn't";
            found.add(new Violation(pointer, message));
        } else if (dateTime && !DateTimes.isValid(text)) {
            found.add(new Violation(
                    pointer, "must be a time as in 2025-03-01T09:30:00Z (RFC 3339), not '" + cut(text) + "'"));
        }
    }

    private void checkNumber(JsonNode value, String pointer, List<Violation> found) {
        if (minimum == null && maximum == null) {
            return;
        }
        BigDecimal number = value.decimalValue();
        if ((minimum != null && number.compareTo(minimum) < 0) || (maximum != null && number.compareTo(maximum) > 0)) {
            found.add(new Violation(pointer, "must be " + expected() + ", not " + cut(value.asText())));
        }
    }

    private void checkObject(JsonNode value, String pointer, List<Violation> found) {
        for (String name : required) {
            if (!value.has(name)) {
                found.add(new Violation(child(pointer, name), "is required"));
            }
        }
        if (!size.admits(value.size())) {
            found.add(new Violation(pointer, "must have " + size.words("fields") + ", not " + value.size()));
        }
        for (Map.Entry<String, JsonNode> property : value.properties()) {
            String name = property.getKey();
            Schema schema = properties.get(name);
            if (schema != null) {
                schema.check(property.getValue(), child(pointer, name), found);
            } else if (closed) {
                found.add(new Violation(
                        child(pointer, cut(name)), Suggestion.unknown("field", name, properties.keySet())));
            } else {
                checkAdditional(name, property.getValue(), child(pointer, cut(name)), found);
            }
        }
    }

    private void checkAdditional(String name, JsonNode value, String pointer, List<Violation> found) {
        if (propertyNames != null) {
            for (Violation violation : propertyNames.check(TextNode.valueOf(name), pointer)) {
                found.add(new Violation(pointer, "its name " + violation.message()));
            }
        }
        if (additional != null) {
            additional.check(value, pointer, found);
        }
    }

    private void checkItems(JsonNode value, String pointer, List<Violation> found) {
        if (!size.admits(value.size())) {
            found.add(new Violation(pointer, "must have " + size.words("elements") + ", not " + value.size()));
        }
        if (items != null) {
            for (int i = 0; i < value.size(); i++) {
                items.check(value.get(i), pointer + '/' + i, found);
            }
        }
    }

    private String expected() {
        String kinds = (types.isEmpty() ? EnumSet.allOf(Type.class) : types)
                .stream()
                        .sorted(Comparator.naturalOrder())
                        .map(type -> type.words)
                        .collect(Collectors.joining(" or "));
        return kinds + range().map(range -> " " + range).orElse("");
    }

    private Optional<String> range() {
        if (minimum != null && maximum != null) {
            return Optional.of("from " + minimum.toPlainString() + " to " + maximum.toPlainString());
        }
        if (minimum != null) {
            return Optional.of("of at least " + minimum.toPlainString());
        }
        return maximum == null ? Optional.empty() : Optional.of("of at most " + maximum.toPlainString());
    }

    private static String shown(JsonNode value, Type type) {
        return switch (type) {
            case STRING -> "'" + cut(value.textValue()) + "'";
            case INTEGER, NUMBER, BOOLEAN -> cut(value.asText());
            case OBJECT, ARRAY, NULL -> type.words;
        };
    }

    /** Long enough to recognise, short enough for a message. */
    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= 60
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 60)) + '…';
    }

    /** A JSON Pointer one step further (RFC 6901). */
    static String child(String pointer, String name) {
        return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
    }
}
