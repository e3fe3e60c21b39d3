package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every file under {@code traces} is played; see {@link Trace} for what its lines mean. */
class GoldenTraceTest {

    @TestFactory
    List<DynamicTest> everyTraceComesOutAsWritten() throws IOException, URISyntaxException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String written = Files.readString(file);
                    assertThat(normal(Trace.replay(written))).isEqualTo(normal(written));
                }))
                .toList();
    }

    @Test
    void noTraceIsLost() throws IOException, URISyntaxException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(12);
    }

    private static List<Path> files() throws IOException, URISyntaxException {
        Path folder = Path.of(GoldenTraceTest.class.getResource("traces").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** How the columns are aligned is the writer's business. */
    private static String normal(String text) {
        return text.lines()
                .map(line -> line.contains("|") ? line.strip().replaceAll("\\s*\\|\\s*", " | ") : line)
                .collect(Collectors.joining("\n"));
    }
}
