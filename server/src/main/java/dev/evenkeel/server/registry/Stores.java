package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.incident.IncidentStore;
import dev.evenkeel.server.registry.sql.SqlDeploymentStore;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens the store that {@code registry.store} names; the scheme says which kind it is. */
public final class Stores {
    private static final String SQLITE = "sqlite:";

    private Stores() {}

    /**
     * @param url {@code sqlite:PATH}, the path relative to the working directory
     * @throws IllegalArgumentException when it is no such URL; the message says what would be right
     * @throws IOException when the store can't be opened
     */
    public static DeploymentStore open(String url) throws IOException {
        return openAll(url).deployments();
    }

    /** Deployments and incidents in one place, as in {@link #open}; closed with the deployments. */
    public static Opened openAll(String url) throws IOException {
        var store = SqlDeploymentStore.open(sqlitePath(url));
        return new Opened(store, store.incidents());
    }

    public record Opened(DeploymentStore deployments, IncidentStore incidents) {}

    /**
     * Whether {@link #open} knows what to do with it; opens nothing.
     *
     * @throws IllegalArgumentException as there
     */
    public static void check(String url) {
        sqlitePath(url);
    }

    private static Path sqlitePath(String url) {
        if (!url.startsWith(SQLITE)) {
            throw new IllegalArgumentException(
                    "registry.store: '" + url + "' is no store; write sqlite:PATH, as in sqlite:data/registry.db");
        }
        String path = url.substring(SQLITE.length());
        // What follows a question mark would be taken for parameters of the driver.
        if (path.isBlank() || path.startsWith(":") || path.contains("?")) {
            throw new IllegalArgumentException("registry.store: '" + url
                    + "' names no file; write sqlite:PATH, as in sqlite:data/registry.db, without a question mark");
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("registry.store: '" + path + "' is no path: " + e.getReason(), e);
        }
    }
}
