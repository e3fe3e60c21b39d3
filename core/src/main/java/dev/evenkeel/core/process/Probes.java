package dev.evenkeel.core.process;

import org.jspecify.annotations.Nullable;

/**
 * The probes of a replica, null where there is none. Without a startup probe a process counts as started up at once,
 * without a readiness probe as ready once it has started up, without a liveness probe as alive while it runs.
 */
public record Probes(
        @Nullable ProbeSpec startup,
        @Nullable ProbeSpec liveness,
        @Nullable ProbeSpec readiness) {
    public static final Probes NONE = new Probes(null, null, null);

    /** @throws IllegalArgumentException when the startup or liveness probe has another success threshold than 1 */
    public Probes {
        requireOneSuccess(ProbeKind.STARTUP, startup);
        requireOneSuccess(ProbeKind.LIVENESS, liveness);
    }

    public @Nullable ProbeSpec of(ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> startup;
            case LIVENESS -> liveness;
            case READINESS -> readiness;
        };
    }

    /** As Kubernetes requires it: one success says that the process lives, there is nothing to collect. */
    private static void requireOneSuccess(ProbeKind kind, @Nullable ProbeSpec spec) {
        if (spec != null && spec.successThreshold() != 1) {
            throw new IllegalArgumentException(
                    "the success threshold of a " + kind + " probe is 1, not " + spec.successThreshold());
        }
    }
}
