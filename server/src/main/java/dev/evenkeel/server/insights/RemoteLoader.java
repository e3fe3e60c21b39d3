package dev.evenkeel.server.insights;

import dev.evenkeel.server.insights.HttpRegistry.NoFeedException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows a registry over HTTP: by its change feed where it has one, by its whole list otherwise. */
final class RemoteLoader implements TableLoader {
    private static final Logger log = LoggerFactory.getLogger(RemoteLoader.class);

    private final HttpRegistry registry;
    private final Duration pollInterval;
    private TableLoader loader;

    RemoteLoader(HttpRegistry registry, Duration pollInterval) {
        this.registry = registry;
        this.pollInterval = pollInterval;
        this.loader = new FeedLoader(registry, registry::unreadable);
    }

    @Override
    public @Nullable Loaded advance() throws IOException, InterruptedException {
        try {
            return loader.advance();
        } catch (NoFeedException e) {
            var list = new ListLoader(registry, pollInterval);
            Loaded loaded = list.advance();
            // Only now: a proxy in front of a registry that is away may answer 404 as well.
            loader = list;
            log.info(
                    "{} has no change feed, reading its whole list every {} s",
                    registry.source(),
                    pollInterval.toSeconds());
            return loaded;
        }
    }
}
