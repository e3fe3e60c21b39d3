package dev.evenkeel.testkit;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentBuilder;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link DeploymentStore} promises: {@link DeploymentWritesContract} and {@link DeploymentReadsContract}. The
 * tests of an adapter extend both and say how to open one.
 */
public abstract class DeploymentStoreContract {
    static final Author ADA = new Author("ada", Instant.parse("2025-03-01T12:00:00.123Z"), "request-1");
    static final Author BOT = new Author("bot", Instant.parse("2025-03-02T12:00:00Z"), null);
    static final Instant NOON = Instant.parse("2025-03-01T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    DeploymentStore store;

    /** Opens the store whose data is in the folder; an empty folder is a new store. */
    protected abstract DeploymentStore open(Path folder) throws IOException;

    @BeforeEach
    final void openStore() throws IOException {
        store = open(folder);
    }

    @AfterEach
    final void closeStore() throws IOException {
        store.close();
    }

    final void reopen() throws IOException {
        store.close();
        store = open(folder);
    }

    static DeploymentBuilder deployment(String id) {
        return Deployment.of(id, "shop", "1.8.9", "production").startedAt(NOON);
    }
}
