package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines of comma-separated values (RFC 4180, but each ends in a line feed alone). */
final class Csv {
    private Csv() {}

    static String line(String... values) {
        return Arrays.stream(values).map(Csv::quoted).collect(Collectors.joining(","));
    }

    /** A value as it came; nothing for null. */
    static String raw(JsonNode node) {
        return node.isNull() || node.isMissingNode() ? "" : node.isValueNode() ? node.asText() : node.toString();
    }

    /** Counts by name in one value, as in {@code unfinished=2;no-end=1}. */
    static String counts(JsonNode counts) {
        var text = new StringBuilder();
        for (Map.Entry<String, JsonNode> entry : counts.properties()) {
            text.append(text.isEmpty() ? "" : ";")
                    .append(entry.getKey())
                    .append('=')
                    .append(raw(entry.getValue()));
        }
        return text.toString();
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
