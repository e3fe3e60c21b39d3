package dev.evenkeel.server.supervisor.log;

import dev.evenkeel.server.platform.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines of JSON in a file that is moved aside when it has grown: {@code app.log.1} is the one before. */
public final class RotatingFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RotatingFile.class);

    private final Path file;
    private final long largest;
    private final int kept;
    private @Nullable OutputStream out;
    private long size;
    private boolean failed;

    /**
     * @param largest in bytes, before it is moved aside
     * @param kept how many of those moved aside stay
     */
    public RotatingFile(Path file, long largest, int kept) {
        this.file = file;
        this.largest = largest;
        this.kept = kept;
    }

    /** Adds a line. A disk that takes none is reported once; the lines are in the program's log all the same. */
    synchronized void write(LogLine line) {
        try {
            OutputStream stream = stream();
            byte[] bytes = Json.bytes(line);
            stream.write(bytes);
            stream.write('\n');
            stream.flush();
            size += bytes.length + 1;
            failed = false;
            if (size >= largest) {
                rotate();
            }
        } catch (IOException e) {
            if (!failed) {
                failed = true;
                LOG.error("can't write to {}, lines are only in this log until I can", file, e);
            }
        }
    }

    private OutputStream stream() throws IOException {
        OutputStream open = out;
        if (open == null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            open = new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            out = open;
            size = Files.size(file);
        }
        return open;
    }

    private void rotate() throws IOException {
        close();
        for (int i = kept; i > 0; i--) {
            Path from = i == 1 ? file : numbered(i - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(file);
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public synchronized void close() throws IOException {
        OutputStream open = out;
        out = null;
        if (open != null) {
            open.close();
        }
    }
}
