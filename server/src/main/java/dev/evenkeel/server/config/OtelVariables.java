package dev.evenkeel.server.config;

import dev.evenkeel.server.config.Value.Field;
import dev.evenkeel.server.config.Value.Fields;
import dev.evenkeel.server.config.Value.Scalar;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that OpenTelemetry defines for every program ("Environment Variable Specification"). They are set for
 * many programs at once, so they count where nothing else sets the key.
 */
final class OtelVariables {
    private static final Map<String, String> NAMES = Map.of(
            "traces.endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT",
            "traces.headers", "OTEL_EXPORTER_OTLP_HEADERS",
            "traces.serviceName", "OTEL_SERVICE_NAME");

    private OtelVariables() {}

    static Optional<Value> find(String path, Map<String, String> variables) {
        String name = NAMES.getOrDefault(path, "");
        String text = variables.getOrDefault(name, "");
        boolean off = "true".equalsIgnoreCase(variables.get("OTEL_SDK_DISABLED"))
                || "none".equals(variables.get("OTEL_TRACES_EXPORTER"));
        if (text.isEmpty() || off) {
            return Optional.empty();
        }
        Place place = Place.of(Place.Layer.ENVIRONMENT, name);
        return Optional.of(path.equals("traces.headers") ? pairs(text, place) : new Scalar(text, false, null, place));
    }

    /** As in {@code name=value,other=value}, each percent-encoded. */
    private static Fields pairs(String text, Place place) {
        var fields = new LinkedHashMap<String, Field>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String value = decoded(pair.substring(equals + 1).strip());
                fields.put(
                        decoded(pair.substring(0, equals).strip()),
                        new Field(place, new Scalar(value, false, null, place)));
            }
        }
        return new Fields(fields, place);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
