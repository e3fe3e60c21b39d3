package dev.evenkeel.server.config;

import dev.evenkeel.server.config.Value.Field;
import dev.evenkeel.server.config.Value.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code --set key=value} as trees to put over the file's. */
final class Overrides {
    private static final Pattern KEY = Pattern.compile("[^.=\\s]+(\\.[^.=\\s]+)*");

    private Overrides() {}

    /** @param text as in {@code server.port=8081}; the value is YAML */
    static Optional<Value> parse(String text, Problems problems, Substitution substitution) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        if (equals < 0 || !KEY.matcher(key).matches()) {
            // The text is not repeated when it has a value: that may be a secret.
            problems.add(
                    Place.of(Place.Layer.OPTION, equals < 0 ? "--set " + text : "--set"),
                    "write it as key=value, as in --set server.port=8081");
            return Optional.empty();
        }
        Place place = Place.of(Place.Layer.OPTION, "--set " + key);
        return YamlTree.option(text.substring(equals + 1), place, problems, substitution)
                .or(() -> Optional.of(new Value.Scalar("", true, null, place)))
                .map(value -> nest(List.of(key.split("\\.")), value, place));
    }

    private static Value nest(List<String> keys, Value value, Place place) {
        Value nested = value;
        for (String key : keys.reversed()) {
            nested = new Fields(Map.of(key, new Field(place, nested)), place);
        }
        return nested;
    }
}
