package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/configuration.md} lists the keys that there are, with their types and defaults, and no others. */
class ConfigReferenceTest {
    private static final Path DOCUMENT = Path.of("../docs/reference/configuration.md");

    @Test
    void everyKeyIsDocumented() throws Exception {
        List<String> expected = LoadedConfig.load(ConfigSources.ofSets()).settings().stream()
                .map(s -> "| `" + s.path() + "` | " + s.type() + " | `" + s.fallback() + "` |")
                .toList();
        var row = Pattern.compile("^\\| `[^`]+` \\| [^|]+ \\| `[^`]+` \\|");
        List<String> documented = Files.readAllLines(DOCUMENT).stream()
                .flatMap(line -> row.matcher(line).results().map(result -> result.group()))
                .toList();

        assertThat(documented).containsExactlyElementsOf(expected);
    }

    @Test
    void theExampleIsValid() throws Exception {
        String document = Files.readString(DOCUMENT);
        String example = document.substring(document.indexOf("```yaml\n") + 8, document.lastIndexOf("```"));
        Path file = Files.createTempFile("example", ".yaml");
        Files.writeString(file, example);

        var config = LoadedConfig.load(new ConfigSources(file, java.util.Map.of(), List.of(), null));

        assertThat(config.config().server().host()).isEqualTo("0.0.0.0");
        Files.delete(file);
    }
}
