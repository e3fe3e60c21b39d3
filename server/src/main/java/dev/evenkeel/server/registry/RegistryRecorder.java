package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentRecorder;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import dev.evenkeel.server.platform.http.ProblemException;
import java.io.IOException;

/** The registry in this process, for deployments that other parts of it make. */
public final class RegistryRecorder implements DeploymentRecorder {
    private final Registry registry;

    public RegistryRecorder(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void record(Deployment deployment) throws IOException {
        var author = new Author(deployment.deployedBy(), registry.clock().instant(), "deployment-" + deployment.id());
        try {
            if (known(deployment.id())) {
                registry.change(
                        deployment.id(),
                        _ -> true,
                        before -> before.with()
                                .status(deployment.status())
                                .finishedAt(deployment.finishedAt())
                                .labels(deployment.labels())
                                .build(),
                        author,
                        null);
            } else {
                registry.record(deployment, author, null);
            }
        } catch (ProblemException e) {
            if (e.status() >= 500) {
                throw new IOException(e);
            }
            // The rules of the registry say no, as for a step that someone took by hand meanwhile.
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }

    private boolean known(String id) throws IOException {
        try {
            registry.get(id);
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }
}
