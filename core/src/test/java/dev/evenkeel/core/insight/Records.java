package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentBuilder;
import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Short ways to write records in tests. */
final class Records {
    private Records() {}

    /** A record of service {@code shop} in production, not finished. */
    static DeploymentBuilder record(String id, Status status, String startedAt) {
        return Deployment.of(id, "shop", "v-" + id, "production").status(status).startedAt(Instant.parse(startedAt));
    }

    /** A success of service {@code shop} in production. */
    static Deployment success(String id, String startedAt, @Nullable String finishedAt) {
        return record(id, Status.SUCCEEDED, startedAt)
                .finishedAt(finishedAt == null ? null : Instant.parse(finishedAt))
                .build();
    }

    static DeploymentTable table(Deployment... records) {
        DeploymentTable table = new DeploymentTable();
        table.apply(List.of(records));
        return table;
    }
}
