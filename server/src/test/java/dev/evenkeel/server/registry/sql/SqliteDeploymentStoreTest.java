package dev.evenkeel.server.registry.sql;

import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.testkit.DeploymentStoreContract;
import java.io.IOException;
import java.nio.file.Path;

class SqliteDeploymentStoreTest extends DeploymentStoreContract {
    @Override
    protected DeploymentStore open(Path folder) throws IOException {
        return SqlDeploymentStore.open(folder.resolve("registry.db"));
    }
}
