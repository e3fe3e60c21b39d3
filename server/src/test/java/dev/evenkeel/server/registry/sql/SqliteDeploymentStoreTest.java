package dev.evenkeel.server.registry.sql;

import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.testkit.DeploymentReadsContract;
import dev.evenkeel.testkit.DeploymentWritesContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

class SqliteDeploymentStoreTest {
    private static DeploymentStore inFolder(Path folder) throws IOException {
        return SqlDeploymentStore.open(folder.resolve("registry.db"));
    }

    @Nested
    class Writes extends DeploymentWritesContract {
        @Override
        protected DeploymentStore open(Path folder) throws IOException {
            return inFolder(folder);
        }
    }

    @Nested
    class Reads extends DeploymentReadsContract {
        @Override
        protected DeploymentStore open(Path folder) throws IOException {
            return inFolder(folder);
        }
    }
}
