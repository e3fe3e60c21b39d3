package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Picks values out of JSON (RFC 9535): names, indexes, slices, unions, wildcards, descendants, and filters that compare a
 * member or ask whether it is there. As in jsonpath2, a filter may write one equals sign for two.
 */
final class JsonPath {
    private final List<Segment> segments;

    JsonPath(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    /** @throws IllegalArgumentException saying where it goes wrong */
    static JsonPath parse(String text) {
        return new JsonPathParser(text.strip()).whole();
    }

    /** What it finds, in the order of the document. */
    List<JsonNode> match(JsonNode root) {
        List<JsonNode> found = List.of(root);
        for (Segment segment : segments) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) {
                if (segment.descends()) {
                    descend(node, segment.selectors(), next);
                } else {
                    segment.selectors().forEach(selector -> selector.select(node, next));
                }
            }
            found = next;
        }
        return found;
    }

    private static void descend(JsonNode node, List<JsonSelector> selectors, List<JsonNode> found) {
        selectors.forEach(selector -> selector.select(node, found));
        node.forEach(child -> descend(child, selectors, found));
    }

    /**
     * One step of a path.
     *
     * @param descends whether it looks at all descendants too
     */
    record Segment(boolean descends, List<JsonSelector> selectors) {}
}
