package dev.evenkeel.server.monitor.slo;

import dev.evenkeel.core.slo.Slo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An objective and what it is about.
 *
 * @param series whose counts it takes: {@code check:NAME} or {@code route:NAME}
 * @param service as deployments name it; null when it stands for none
 * @param warnings what was found remarkable at load
 */
public record WatchedSlo(
        Slo slo,
        String series,
        @Nullable String service,
        @Nullable String environment,
        List<String> warnings) {}
