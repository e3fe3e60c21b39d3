package dev.evenkeel.server.config;

import dev.evenkeel.server.config.Value.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A valid configuration and every key it has, in the order in which the keys are documented.
 *
 * @param settings what each key is set to; secrets are masked
 */
public record LoadedConfig(EvenkeelConfig config, List<Setting> settings) {
    private static final int MAX_FILE_BYTES = 1 << 20;

    /** @throws ConfigException with everything that is wrong */
    public static LoadedConfig load(ConfigSources sources) throws ConfigException {
        var problems = new Problems();
        var substitution = new Substitution(sources.environment());
        String name = sources.chosenFile().map(Path::toString).orElse("configuration");
        Value tree = new Fields(Map.of(), Place.of(Place.Layer.FILE, name));
        Optional<String> text = sources.chosenFile().flatMap(file -> read(file, problems));
        if (text.isPresent()) {
            tree = YamlTree.file(name, text.get(), problems, substitution).orElse(tree);
        }
        for (String set : sources.sets()) {
            tree = Overrides.parse(set, problems, substitution)
                    .map(tree::overlaidWith)
                    .orElse(tree);
        }
        return check(asMapping(tree, problems), sources, name, problems);
    }

    private static LoadedConfig check(Fields tree, ConfigSources sources, String name, Problems problems)
            throws ConfigException {
        Fields fields = tree;
        if (sources.roles() != null) {
            var roles = new Value.Scalar(sources.roles(), false, null, Place.of(Place.Layer.OPTION, "--roles"));
            var over = new Fields(Map.of("roles", new Value.Field(roles.place(), roles)), roles.place());
            fields = asMapping(fields.overlaidWith(over), problems);
        }
        // When the file can't be read at all, its missing keys would only add noise.
        boolean readable = problems.isEmpty();
        var reading = new Reading(problems, new Environment(sources.environment()), new ArrayList<>());
        var root = new Section(reading, "", fields, Place.of(Place.Layer.FILE, name));
        EvenkeelConfig config = EvenkeelConfig.from(root);
        root.reportUnknown();
        reading.environment()
                .reportUnknown(reading.settings().stream().map(Setting::path).toList(), problems);
        if (!readable || !problems.isEmpty()) {
            throw new ConfigException(problems.messages());
        }
        return new LoadedConfig(config, List.copyOf(reading.settings()));
    }

    private static Fields asMapping(Value tree, Problems problems) {
        if (tree instanceof Fields fields) {
            return fields;
        }
        if (!(tree instanceof Value.Scalar scalar && (scalar.isBlank() || scalar.isNull()))) {
            problems.add(tree.place(), "sections go here, as in server: with port: 8080 indented below it");
        }
        return new Fields(Map.of(), tree.place());
    }

    private static Optional<String> read(Path file, Problems problems) {
        Place place = Place.of(Place.Layer.FILE, file.toString());
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                problems.add(place, "larger than 1 MiB: this is no configuration");
                return Optional.empty();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            problems.add(place, "not UTF-8 text: save it as UTF-8");
        } catch (NoSuchFileException e) {
            problems.add(place, "no such file: check the path given with --config or EVENKEEL_CONFIG");
        } catch (IOException e) {
            problems.add(place, "can't be read: " + (Files.isDirectory(file) ? "it is a folder" : e.getMessage()));
        }
        return Optional.empty();
    }
}
