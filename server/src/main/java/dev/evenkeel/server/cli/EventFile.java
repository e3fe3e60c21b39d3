package dev.evenkeel.server.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a sample writes what happens to it, for measurements: lines of the milliseconds since 1970, its process id, its
 * port and a word. Several processes may share one file.
 */
final class EventFile {
    private final @Nullable Path file;
    private final InstantSource clock;
    private final int port;

    /** @param file null for nowhere */
    EventFile(@Nullable Path file, InstantSource clock, int port) {
        this.file = file;
        this.clock = clock;
        this.port = port;
    }

    /** The process began when the system says that it did. */
    void began() throws IOException {
        write("began", ProcessHandle.current().info().startInstant().orElseGet(clock::instant));
    }

    void now(String word) throws IOException {
        write(word, clock.instant());
    }

    private void write(String word, Instant when) throws IOException {
        if (file != null) {
            String line = when.toEpochMilli() + " " + ProcessHandle.current().pid() + " " + port + " " + word + "\n";
            // One write of less than a page: lines of several processes don't mix.
            Files.write(
                    file,
                    line.getBytes(StandardCharsets.US_ASCII),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
