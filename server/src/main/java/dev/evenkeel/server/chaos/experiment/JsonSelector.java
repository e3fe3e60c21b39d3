package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Picks children of a node. */
sealed interface JsonSelector {
    void select(JsonNode node, List<JsonNode> found);

    /** The member of that name. */
    record Name(String name) implements JsonSelector {
        @Override
        public void select(JsonNode node, List<JsonNode> found) {
            if (node.isObject() && node.has(name)) {
                found.add(node.get(name));
            }
        }
    }

    /** Every child. */
    record Wildcard() implements JsonSelector {
        @Override
        public void select(JsonNode node, List<JsonNode> found) {
            node.forEach(found::add);
        }
    }

    /** The item at an index, from the end when it is negative. */
    record Index(int index) implements JsonSelector {
        @Override
        public void select(JsonNode node, List<JsonNode> found) {
            int at = index < 0 ? node.size() + index : index;
            if (node.isArray() && node.has(at)) {
                found.add(node.get(at));
            }
        }
    }

    /** Items from a start to before an end; the step is above 0. */
    record Slice(Optional<Integer> start, Optional<Integer> end, int step) implements JsonSelector {
        @Override
        public void select(JsonNode node, List<JsonNode> found) {
            if (node.isArray()) {
                int to = bound(end.orElse(node.size()), node.size());
                for (int i = bound(start.orElse(0), node.size()); i < to; i += step) {
                    found.add(node.get(i));
                }
            }
        }

        private static int bound(int index, int size) {
            return Math.clamp(index < 0 ? size + index : index, 0, size);
        }
    }

    /**
     * The children for which a comparison holds.
     *
     * @param path of the child, where the value to compare is found
     * @param operator empty to ask only whether the path finds something
     */
    record Filter(JsonPath path, String operator, JsonNode operand) implements JsonSelector {
        @Override
        public void select(JsonNode node, List<JsonNode> found) {
            for (JsonNode child : node) {
                if (path.match(child).stream().anyMatch(this::holds)) {
                    found.add(child);
                }
            }
        }

        private boolean holds(JsonNode value) {
            return switch (operator) {
                case "" -> true;
                case "=", "==" -> JsonValues.same(value, operand);
                case "!=" -> !JsonValues.same(value, operand);
                case "<" ->
                    JsonValues.compare(value, operand).filter(it -> it < 0).isPresent();
                case "<=" ->
                    JsonValues.compare(value, operand).filter(it -> it <= 0).isPresent();
                case ">" ->
                    JsonValues.compare(value, operand).filter(it -> it > 0).isPresent();
                default ->
                    JsonValues.compare(value, operand).filter(it -> it >= 0).isPresent();
            };
        }
    }
}
