package dev.evenkeel.server.config;

import dev.evenkeel.server.config.Value.Fields;
import dev.evenkeel.server.config.Value.Items;
import dev.evenkeel.server.config.Value.Scalar;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values as they would be written in YAML. */
final class YamlText {
    /** Texts that mean themselves without quotes, in a list too. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./+@ -]*(:[A-Za-z0-9_./+@-]+)*");

    private YamlText() {}

    static String text(String text) {
        boolean plain = PLAIN.matcher(text).matches() && text.strip().equals(text) && !text.equals("null");
        return plain ? text : "'" + text.replace("'", "''") + "'";
    }

    static String list(Collection<?> items) {
        return items.stream().map(item -> text(item.toString())).collect(Collectors.joining(", ", "[", "]"));
    }

    static String map(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> text(entry.getKey()) + ": " + text(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    /** As in {@code auto, json, text}. */
    static String words(Collection<?> words) {
        return words.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** Whether a variable's value is anywhere in it. */
    static boolean holdsVariable(Value value) {
        return switch (value) {
            case Scalar scalar -> scalar.template() != null;
            case Items list -> list.items().stream().anyMatch(YamlText::holdsVariable);
            case Fields fields -> fields.fields().values().stream().anyMatch(field -> holdsVariable(field.value()));
        };
    }
}
