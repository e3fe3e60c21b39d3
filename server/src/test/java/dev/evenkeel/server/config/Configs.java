package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads configurations from texts. */
final class Configs {
    private final Path file;

    Configs(Path folder) {
        file = folder.resolve("evenkeel.yaml");
    }

    Path file() {
        return file;
    }

    EvenkeelConfig load(String yaml) throws ConfigException {
        return loaded(yaml, Map.of()).config();
    }

    LoadedConfig loaded(String yaml, Map<String, String> environment, String... sets) throws ConfigException {
        write(yaml);
        return LoadedConfig.load(new ConfigSources(file, environment, List.of(sets), null));
    }

    /** What is wrong with it, with the file called {@code F}. */
    List<String> errors(String yaml, Map<String, String> environment, String... sets) {
        write(yaml);
        var sources = new ConfigSources(file, environment, List.of(sets), null);
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> LoadedConfig.load(sources));
        return e == null
                ? List.of()
                : e.messages().stream()
                        .map(message -> message.replace(file.toString(), "F"))
                        .toList();
    }

    List<String> errors(String yaml) {
        return errors(yaml, Map.of());
    }

    private void write(String yaml) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
