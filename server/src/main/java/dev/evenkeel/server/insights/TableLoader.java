package dev.evenkeel.server.insights;

import dev.evenkeel.core.deployment.DeploymentTable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One way of getting a registry's records into a table. Used by one thread. */
interface TableLoader {

    /**
     * Makes one step: reads what there is, or waits a while for news.
     *
     * @return the table once it holds all that the registry holds, null while there is more to read at once
     * @throws IOException when the registry can't be read; the next step starts where this one did
     */
    @Nullable
    Loaded advance() throws IOException, InterruptedException;

    /**
     * A complete table.
     *
     * @param unreadable records that could not be understood and are not in it
     */
    record Loaded(DeploymentTable table, long unreadable) {}
}
