package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.config.RouteConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the routes of the configuration into the gateway: when asked, and by itself when the file changes. A
 * configuration with a mistake in it is refused, and the routes stay as they were.
 */
public final class RouteReload implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RouteReload.class);
    /** A look costs microseconds, and works on file systems that tell nobody of changes. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Gateway gateway;
    private final Source source;
    private @Nullable Thread watcher;

    /** Where the routes are read from. */
    @FunctionalInterface
    public interface Source {
        List<RouteConfig> read() throws ConfigException;
    }

    public RouteReload(Gateway gateway, Source source) {
        this.gateway = gateway;
        this.source = source;
    }

    /**
     * Reads the configuration and routes by it.
     *
     * @throws ConfigException with everything that is wrong with it
     * @throws IOException when something that a route needs can't be read
     */
    public synchronized void now() throws ConfigException, IOException {
        gateway.reload(source.read());
    }

    /** As {@link #now}, for callers who can't be told but by the log. */
    public void nowOrLog() {
        try {
            now();
        } catch (ConfigException e) {
            log.error("the configuration has mistakes, the routes stay as they were: {}", e.messages());
        } catch (IOException | RuntimeException e) {
            log.error("the routes can't be loaded and stay as they were", e);
        }
    }

    /** Looks every second whether the file has changed. */
    public void watch(Path file) {
        watcher = Thread.ofVirtual().name("gateway-config").start(() -> {
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
