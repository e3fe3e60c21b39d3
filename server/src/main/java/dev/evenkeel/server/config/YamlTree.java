package dev.evenkeel.server.config;

import dev.evenkeel.server.config.Value.Field;
import dev.evenkeel.server.config.Value.Fields;
import dev.evenkeel.server.config.Value.Items;
import dev.evenkeel.server.config.Value.Scalar;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML into {@link Value}s that know their place. Nothing in the text can make it build any other object. */
final class YamlTree {
    private final Problems problems;
    private final Substitution substitution;
    private final Function<@Nullable Mark, Place> placeOf;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlTree(Problems problems, Substitution substitution, Function<@Nullable Mark, Place> placeOf) {
        this.problems = problems;
        this.substitution = substitution;
        this.placeOf = placeOf;
    }

    /** A file's text; empty when it holds nothing, or nothing that can be read. */
    static Optional<Value> file(String name, String text, Problems problems, Substitution substitution) {
        return new YamlTree(
                        problems,
                        substitution,
                        mark -> mark == null
                                ? Place.of(Place.Layer.FILE, name)
                                : new Place(Place.Layer.FILE, name, mark.getLine() + 1, mark.getColumn() + 1))
                .read(text);
    }

    /** The text of an option. */
    static Optional<Value> option(String text, Place place, Problems problems, Substitution substitution) {
        return new YamlTree(problems, substitution, _ -> place).read(text);
    }

    private Optional<Value> read(String text) {
        var options = new LoaderOptions();
        try {
            Node node = compose(options, text);
            return node == null ? Optional.empty() : Optional.of(value(node));
        } catch (MarkedYAMLException e) {
            String context = e.getContext() == null ? "" : ", " + e.getContext();
            problems.add(placeOf.apply(e.getProblemMark()), "not YAML: " + e.getProblem() + context);
        } catch (YAMLException e) {
            problems.add(placeOf.apply(null), "not YAML: " + firstLine(e));
        }
        return Optional.empty();
    }

    private static @Nullable Node compose(LoaderOptions options, String text) {
        try {
            return new Yaml(options).compose(new StringReader(text));
        } catch (IllegalArgumentException e) {
            // The parser lets out what it stumbles over in an escape.
            throw new YAMLException(
                    "an escape in a quoted text is not complete; \\x takes 2 hexadecimal digits, \\u 4 and \\U 8", e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private Value value(Node node) {
        Place place = placeOf.apply(node.getStartMark());
        if (!node.getTag().getValue().startsWith("tag:yaml.org,2002:")) {
            problems.add(place, "the tag " + node.getTag().getValue() + " means nothing here: delete it");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, place);
        }
        if (!open.add(node)) {
            problems.add(place, "an alias inside of what it stands for: write the value out");
            return new Scalar("null", true, null, place);
        }
        try {
            return node instanceof SequenceNode sequence ? items(sequence, place) : fields((MappingNode) node, place);
        } finally {
            open.remove(node);
        }
    }

    private Scalar scalar(ScalarNode node, Place place) {
        String text = node.getValue();
        try {
            Substitution.Result result = substitution.apply(text);
            if (result.text().isEmpty() && !text.isEmpty()) {
                return new Scalar("null", true, null, place);
            }
            return new Scalar(result.text(), node.isPlain(), result.fromVariables() ? text : null, place);
        } catch (Wrong e) {
            problems.add(place, e.remedy());
            return new Scalar("null", true, null, place);
        }
    }

    private Items items(SequenceNode node, Place place) {
        List<Value> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(value(item));
        }
        return new Items(items, place);
    }

    private Fields fields(MappingNode node, Place place) {
        var fields = new LinkedHashMap<String, Field>();
        for (NodeTuple tuple : node.getValue()) {
            Place keyPlace = placeOf.apply(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(keyPlace, "a key must be a plain text, not a list or a mapping");
                continue;
            }
            String key = keyNode.getValue();
            var field = new Field(keyPlace, value(tuple.getValueNode()));
            Field earlier = fields.putIfAbsent(key, field);
            if (earlier != null) {
                problems.add(
                        keyPlace, key + ": written twice, first at " + earlier.keyPlace() + ": delete one of them");
            }
        }
        return new Fields(fields, place);
    }
}
