package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Compares JSON values by what they mean: 1 and 1.0 are the same. */
final class JsonValues {
    private JsonValues() {}

    static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isArray() && b.isArray()) {
            boolean same = a.size() == b.size();
            for (int i = 0; same && i < a.size(); i++) {
                same = same(a.get(i), b.get(i));
            }
            return same;
        }
        return a.equals(b);
    }

    /** Empty when they have no order: they are not both numbers or both strings. */
    static Optional<Integer> compare(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return Optional.of(a.decimalValue().compareTo(b.decimalValue()));
        }
        return a.isTextual() && b.isTextual() ? Optional.of(a.textValue().compareTo(b.textValue())) : Optional.empty();
    }
}
