package dev.evenkeel.core.deployment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a deployment that delivery metrics are made of. Whoever only counts asks for no more than this: all
 * records are read when a program starts, and most of a record is of no use then.
 */
public interface Delivery {
    String id();

    String serviceName();

    String version();

    String environment();

    Status status();

    Instant startedAt();

    @Nullable
    Instant finishedAt();

    /** Author time of the oldest commit that was not deployed before. */
    @Nullable
    Instant commitAt();

    ChangeOrigin changeOrigin();

    /** Id of the deployment that this one undoes by bringing an older version back. */
    @Nullable
    String rollbackOf();
}
