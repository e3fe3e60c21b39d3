package dev.evenkeel.server.config;

import java.util.ArrayList;
import java.util.Map;
import java.util.function.Function;

/** A part of a configuration that came from elsewhere than the file: nothing of the environment is put into it. */
final class Fragment {
    private static final Place PLACE = Place.of(Place.Layer.OPTION, "body");

    private Fragment() {}

    /** @throws ConfigException with everything that is wrong, each message beginning with its key */
    static <T> T read(String text, Function<Section, T> reader) throws ConfigException {
        var problems = new Problems();
        Value tree = YamlTree.option(text, PLACE, problems, Substitution.none())
                .orElseGet(() -> new Value.Fields(Map.of(), PLACE));
        if (!(tree instanceof Value.Fields)) {
            problems.add(PLACE, "a mapping goes here");
        }
        Value.Fields fields = tree instanceof Value.Fields mapping ? mapping : new Value.Fields(Map.of(), PLACE);
        var section =
                new Section(new Reading(problems, new Environment(Map.of()), new ArrayList<>()), "", fields, PLACE);
        T result = reader.apply(section);
        section.reportUnknown();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.messages().stream()
                    .map(message -> message.substring(PLACE.source().length() + 2))
                    .toList());
        }
        return result;
    }
}
