package dev.evenkeel.server;

import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a configuration that changed to the parts that can take it: when asked, at SIGHUP, and by itself when the file
 * changes. One with a mistake in it is refused, and everything stays as it was.
 */
final class ConfigReload implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConfigReload.class);
    /** A look costs microseconds, and works on file systems that tell nobody of changes. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ConfigSources sources;
    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private @Nullable Thread watcher;

    /** What takes what it can of a new configuration. */
    @FunctionalInterface
    interface Part {
        /** @throws IOException when something that it needs can't be read; it stays as it was */
        void take(EvenkeelConfig next) throws IOException;
    }

    ConfigReload(ConfigSources sources) {
        this.sources = sources;
    }

    void add(Part part) {
        parts.add(part);
    }

    /**
     * Reads the configuration and hands it to all parts.
     *
     * @throws ConfigException with everything that is wrong with it; no part has seen it then
     * @throws IOException when parts couldn't take it; the others have
     */
    synchronized void now() throws ConfigException, IOException {
        EvenkeelConfig next = EvenkeelConfig.load(sources);
        IOException failure = null;
        for (Part part : parts) {
            try {
                part.take(next);
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void nowOrLog() {
        try {
            now();
        } catch (ConfigException e) {
            log.error("the configuration has mistakes, everything stays as it was: {}", e.messages());
        } catch (IOException | RuntimeException e) {
            log.error("not all of the configuration could be loaded", e);
        }
    }

    /** From now on by itself, if there is anybody to take it. */
    ConfigReload start() {
        if (!parts.isEmpty()) {
            sources.chosenFile().ifPresent(this::watch);
            HangUp.run(this::nowOrLog);
        }
        return this;
    }

    private void watch(Path file) {
        watcher = Thread.ofVirtual().name("config-watch").start(() -> {
            try {
                Object seen = version(file);
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.sleep(LOOK);
                    Object now = version(file);
                    if (!Objects.equals(now, seen)) {
                        seen = now;
                        nowOrLog();
                    }
                }
            } catch (InterruptedException e) {
                log.debug("not watching {} any more", file);
            }
        });
    }

    /** Tells one state of a file from another: editors replace it, orchestrators swap a link to it. */
    private record Version(String key, long size, long modified) {}

    private static Version version(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(
                    String.valueOf(attributes.fileKey()),
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis());
        } catch (NoSuchFileException e) {
            return new Version("gone", 0, 0);
        } catch (IOException e) {
            return new Version(String.valueOf(e.getMessage()), 0, 0);
        }
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.interrupt();
        }
    }
}
