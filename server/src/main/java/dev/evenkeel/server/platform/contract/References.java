package dev.evenkeel.server.platform.contract;

import com.fasterxml.jackson.databind.JsonNode;

/** The document's references to its own {@code components}. */
final class References {
    private References() {}

    /**
     * What the node stands for: itself, or what its {@code $ref} points at.
     *
     * @throws IllegalArgumentException when there is nothing at that place
     */
    static JsonNode resolve(JsonNode document, JsonNode node) {
        JsonNode reference = node.get("$ref");
        if (reference == null) {
            return node;
        }
        String text = reference.asText();
        JsonNode target = document.at(text.startsWith("#") ? text.substring(1) : "/" + text);
        if (target.isMissingNode()) {
            throw new IllegalArgumentException("nothing in the document is at " + text);
        }
        return resolve(document, target);
    }
}
