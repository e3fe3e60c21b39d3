package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.DeploymentStore.StoreFullException;
import dev.evenkeel.server.platform.health.HealthCheck;
import java.io.IOException;
import java.time.Instant;

/** Reads from the store, and takes its lock for writing without writing anything. */
public final class StoreHealth implements HealthCheck {
    private final DeploymentStore store;
    private final Registry registry;

    public StoreHealth(DeploymentStore store, Registry registry) {
        this.store = store;
        this.registry = registry;
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public Health check() {
        try {
            long changes = store.lastPosition();
            store.forgetAnswers(Instant.EPOCH);
            StoreFullException full = registry.full();
            return full == null
                    ? Health.healthy("reads and writes; " + changes + " changes so far")
                    : Health.degraded("reads, but the last write failed: " + full.getMessage());
        } catch (IOException e) {
            return Health.unhealthy(String.valueOf(e.getMessage()));
        }
    }
}
