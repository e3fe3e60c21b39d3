package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.TableTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which deployments an insight is over; null means any.
 *
 * @param from the earliest {@code startedAt}, inclusive
 * @param to the end of {@code startedAt}, exclusive; when it doesn't come after {@code from}, nothing is in scope
 */
public record Scope(
        @Nullable String service,
        @Nullable String environment,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** Everything. */
    public static final Scope ALL = new Scope(null, null, null, null);

    /** The first millisecond in scope. */
    long fromMillis() {
        return from == null ? Long.MIN_VALUE : TableTime.ceil(from);
    }

    /** The millisecond behind the last one in scope. */
    long toMillis() {
        return to == null ? Long.MAX_VALUE : TableTime.ceil(to);
    }
}
