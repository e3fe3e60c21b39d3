package dev.evenkeel.server.supervisor;

import dev.evenkeel.server.platform.file.LockFile;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file for each application, replaced as a whole: after {@code kill -9} and power loss there is the old or the new
 * one. Writes happen on a thread of its own, and of several that wait only the last is done.
 */
final class StateFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
    private static final String ENDING = ".json";

    private final Path folder;
    private final LockFile lock;
    private final Map<String, byte[]> waiting = new LinkedHashMap<>();
    private final Thread writer;
    private long asked;
    private long written;
    private boolean closed;

    private StateFolder(Path folder, LockFile lock) {
        this.folder = folder;
        this.lock = lock;
        this.writer = Thread.ofPlatform().name("supervisor-state").daemon().unstarted(this::write);
    }

    /** @throws IOException when the folder can't be used, or another supervisor uses it */
    static StateFolder open(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("apps"));
        LockFile lock = LockFile.take(folder.resolve("lock"))
                .orElseThrow(() -> new IOException("another program supervises from " + folder
                        + ": end it, or give this one its own supervisor.folder"));
        var state = new StateFolder(folder, lock);
        state.writer.start();
        return state;
    }

    Path runs() {
        return folder.resolve("runs");
    }

    Path logOf(String app) {
        return folder.resolve("logs").resolve(app + ".log");
    }

    Map<String, StoredApp> load() throws IOException {
        var apps = new HashMap<String, StoredApp>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("apps"), "*" + ENDING)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                try {
                    apps.put(
                            name.substring(0, name.length() - ENDING.length()),
                            Json.mapper().readValue(Files.readAllBytes(file), StoredApp.class));
                } catch (com.fasterxml.jackson.core.JacksonException e) {
                    throw new IOException(
                            file + " is not what was written there: put back a copy, or move it away to start its"
                                    + " application anew (" + e.getOriginalMessage() + ")",
                            e);
                }
            }
        }
        return apps;
    }

    /** Has it written soon. */
    synchronized void save(String app, StoredApp state) {
        if (!closed) {
            waiting.put(app, Json.bytes(state));
            asked++;
            notifyAll();
        }
    }

    synchronized void forget(String app) {
        waiting.put(app, new byte[0]);
        asked++;
        notifyAll();
    }

    /** Returns when all that was to be written by now is. */
    synchronized void sync() {
        long target = asked;
        try {
            while (written < target && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        while (true) {
            Map<String, byte[]> batch;
            long through;
            synchronized (this) {
                while (waiting.isEmpty() && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (waiting.isEmpty()) {
                    return;
                }
                batch = new LinkedHashMap<>(waiting);
                waiting.clear();
                through = asked;
            }
            batch.forEach(this::write);
            synchronized (this) {
                written = through;
                notifyAll();
            }
        }
    }

    private void write(String app, byte[] bytes) {
        Path file = folder.resolve("apps").resolve(app + ENDING);
        try {
            if (bytes.length == 0) {
                Files.deleteIfExists(file);
                return;
            }
            Path fresh = file.resolveSibling(app + ".new");
            try (FileChannel out = FileChannel.open(
                    fresh,
                    java.util.Set.of(
                            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                    java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                            java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.error("can't keep the state of {} in {}; after a restart it may be out of date", app, file, e);
        }
    }

    /** Writes what waits, and lets others use the folder. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.close();
    }
}
