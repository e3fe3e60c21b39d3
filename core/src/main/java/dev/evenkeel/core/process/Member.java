package dev.evenkeel.core.process;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A replica as the planner sees it.
 *
 * @param id stays the same over restarts of its process
 * @param version what it runs
 * @param readySince since when it is ready without a break, null while it isn't
 * @param stopping whether it has been told to stop; it counts no more
 */
public record Member(String id, String version, @Nullable Instant readySince, boolean stopping) {

    /** Whether it has been ready for at least {@code minReady}. */
    boolean availableAt(Instant now, Duration minReady) {
        return readySince != null && !readySince.plus(minReady).isAfter(now);
    }
}
