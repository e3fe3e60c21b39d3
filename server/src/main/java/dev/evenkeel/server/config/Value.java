package dev.evenkeel.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was written for a key, before it is known what type the key has. */
sealed interface Value {
    Place place();

    /**
     * @param text after substitution
     * @param plain not quoted, so that {@code null} means no value
     * @param template the text before a variable was put in; null when none was. Shown in place of {@code text}, which
     *     may be secret
     */
    record Scalar(String text, boolean plain, @Nullable String template, Place place) implements Value {

        /** For messages: never what came from a variable. */
        String shown() {
            return template == null ? "\"" + text + "\"" : "\"" + template + "\" (with its variables put in)";
        }

        boolean isNull() {
            return plain && (text.equals("null") || text.equals("~"));
        }

        boolean isBlank() {
            return plain && text.isEmpty();
        }
    }

    record Items(List<Value> items, Place place) implements Value {}

    record Fields(Map<String, Field> fields, Place place) implements Value {}

    record Field(Place keyPlace, Value value) {}

    /** This with what {@code other} has put over it: mappings are merged, everything else is replaced. */
    default Value overlaidWith(Value other) {
        if (!(this instanceof Fields(var mine, Place place)) || !(other instanceof Fields(var theirs, Place _))) {
            return other;
        }
        var merged = new LinkedHashMap<>(mine);
        theirs.forEach((key, field) -> merged.merge(
                key, field, (a, b) -> new Field(b.keyPlace(), a.value().overlaidWith(b.value()))));
        return new Fields(merged, place);
    }
}
