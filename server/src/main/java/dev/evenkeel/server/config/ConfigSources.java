package dev.evenkeel.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration comes from. Later ones win: the defaults, the file, the environment, {@code --set}, {@code
 * --roles}.
 *
 * @param file as given with {@code --config}; without it {@code EVENKEEL_CONFIG}, or {@code evenkeel.yaml} in the
 *     working directory when there is one
 * @param environment its {@code EVENKEEL_…} are settings, all of it can be put into the file with {@code ${NAME}}
 * @param sets as in {@code server.port=8081}
 * @param roles as in {@code registry,insights}
 */
public record ConfigSources(
        @Nullable Path file,
        Map<String, String> environment,
        List<String> sets,
        @Nullable String roles) {
    private static final Path USUAL = Path.of("evenkeel.yaml");

    public ConfigSources {
        environment = Map.copyOf(environment);
        sets = List.copyOf(sets);
    }

    /** No file and no environment: the defaults and what is set here. */
    public static ConfigSources ofSets(String... sets) {
        return new ConfigSources(null, Map.of("EVENKEEL_CONFIG", ""), List.of(sets), null);
    }

    /** The file that is read, if any. */
    public Optional<Path> chosenFile() {
        if (file != null) {
            return Optional.of(file);
        }
        String named = environment.get("EVENKEEL_CONFIG");
        if (named != null) {
            return named.isEmpty() ? Optional.empty() : Optional.of(Path.of(named));
        }
        return Files.exists(USUAL) ? Optional.of(USUAL) : Optional.empty();
    }
}
