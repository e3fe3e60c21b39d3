package dev.evenkeel.server.insights;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows a registry that only serves its whole list: asks for it at an interval, conditionally where the registry
 * sends validators, and builds a new table when it has changed, so that records which are gone there are gone here.
 */
final class ListLoader implements TableLoader {
    private static final int BATCH = 10_000;

    private final HttpRegistry registry;
    private final Duration interval;
    private @Nullable Loaded last;
    private @Nullable String validator;

    ListLoader(HttpRegistry registry, Duration interval) {
        this.registry = registry;
        this.interval = interval;
    }

    @Override
    public Loaded advance() throws IOException, InterruptedException {
        Loaded before = last;
        if (before != null) {
            Thread.sleep(interval);
        }
        var table = new DeploymentTable();
        List<Deployment> batch = new ArrayList<>(BATCH);
        HttpRegistry.Listing listing = registry.list(before == null ? null : validator, deployment -> {
            batch.add(deployment);
            if (batch.size() == BATCH) {
                table.apply(batch);
                batch.clear();
            }
        });
        if (listing.notModified() && before != null) {
            return before;
        }
        table.apply(batch);
        validator = listing.validator();
        Loaded loaded = new Loaded(table, listing.unreadable());
        last = loaded;
        return loaded;
    }
}
