package dev.evenkeel.server.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON Merge Patch (RFC 7396): objects are merged, null removes, everything else replaces. */
final class MergePatch {
    private MergePatch() {}

    static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = target.isObject() ? target.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            JsonNode before = result.get(entry.getKey());
            if (entry.getValue().isNull()) {
                result.remove(entry.getKey());
            } else {
                result.set(
                        entry.getKey(),
                        apply(before == null ? JsonNodeFactory.instance.nullNode() : before, entry.getValue()));
            }
        }
        return result;
    }
}
