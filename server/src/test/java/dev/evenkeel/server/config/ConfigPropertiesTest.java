package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Whatever is written, the answer is a configuration or a {@link ConfigException} with messages. */
class ConfigPropertiesTest {
    private static final List<String> KEYS = List.of(
            "server", "port", "host", "roles", "log", "level", "insights", "registryUrl", "store", "? [a]", "''", "<<");
    private static final List<String> SCALARS = List.of(
            "1",
            "-1",
            "null",
            "~",
            "''",
            "yes",
            "10s",
            "1MiB",
            "${X}",
            "'${'",
            "http://a",
            "*a",
            "!!int x",
            "x",
            "&a b");

    @Property(tries = 500)
    void anyText(@ForAll String text) throws Exception {
        loadOrRefuse(text, List.of());
    }

    @Property(tries = 500)
    void anyTree(@ForAll("trees") String yaml) throws Exception {
        loadOrRefuse(yaml, List.of());
    }

    @Property(tries = 500)
    void anyYamlishText(@ForAll("yamlish") String yaml) throws Exception {
        loadOrRefuse(yaml, List.of());
    }

    @Property(tries = 500)
    void anyOption(@ForAll("yamlish") String option) throws Exception {
        loadOrRefuse("", List.of(option, "server." + option, "log=" + option));
    }

    @Property
    void durationsAreReadAsTheyAreWritten(@ForAll @LongRange(min = 0, max = 86_400_000_000L) long millis)
            throws Exception {
        Duration duration = Duration.ofMillis(millis);
        var written = new Value.Scalar(Durations.format(duration), true, null, Place.of(Place.Layer.OPTION, "test"));

        assertThat(Durations.parse(written)).isEqualTo(duration);
    }

    @Property
    void sizesAreReadAsTheyAreWritten(@ForAll @LongRange(min = 0, max = 999_999_999_999L) long bytes) throws Exception {
        var written = new Value.Scalar(Sizes.format(bytes), true, null, Place.of(Place.Layer.OPTION, "test"));

        assertThat(Sizes.parse(written)).isEqualTo(bytes);
    }

    @Provide
    Arbitrary<String> trees() {
        return Arbitraries.randomValue(random -> tree(random, 4));
    }

    private static String tree(Random random, int depth) {
        int size = random.nextInt(4);
        return switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 1 ->
                IntStream.range(0, size)
                        .mapToObj(_ -> tree(random, depth - 1))
                        .collect(Collectors.joining(", ", "[", "]"));
            case 2, 3 ->
                IntStream.range(0, size + 1)
                        .mapToObj(_ -> pick(random, KEYS) + ": " + tree(random, depth - 1))
                        .collect(Collectors.joining(", ", random.nextBoolean() ? "&a {" : "{", "}"));
            default -> pick(random, SCALARS);
        };
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Provide
    Arbitrary<String> yamlish() {
        return Arbitraries.strings()
                .withChars("ab:{}[],-?&*!|>'\"%@#$ \n\t=.\\xU0F~<")
                .ofMaxLength(40);
    }

    private static void loadOrRefuse(String yaml, List<String> sets) throws Exception {
        Path file = Files.createTempFile("evenkeel", ".yaml");
        try {
            Files.write(file, yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            LoadedConfig.load(new ConfigSources(file, Map.of("X", "1"), sets, null));
        } catch (ConfigException e) {
            assertThat(e.messages())
                    .isNotEmpty()
                    .allSatisfy(message -> assertThat(message).isNotBlank());
        } finally {
            Files.delete(file);
        }
    }
}
