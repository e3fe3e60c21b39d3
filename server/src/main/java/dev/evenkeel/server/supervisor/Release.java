package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.Share;
import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.config.RolloutConfig;
import java.time.Instant;

/**
 * One way in which an application is or was run.
 *
 * @param revision 1 for the first, counted up with each change
 * @param at when it was asked for
 */
record Release(int revision, Instant at, AppConfig config) {
    private static final RolloutConfig UNIFORM = new RolloutConfig(Share.of(1), Share.of(0), 0, 1, true);

    /** Names it among the releases of its application. */
    String key() {
        return config.version() + "#" + revision;
    }

    /** Whether replicas of the other would be the same as replicas of this one. */
    boolean runsLike(AppConfig other) {
        return same(config).equals(same(other));
    }

    /** Without what doesn't concern a running replica. */
    private static AppConfig same(AppConfig config) {
        return new AppConfig(
                config.name(),
                config.version(),
                config.service(),
                config.environment(),
                config.command(),
                config.env(),
                config.folder(),
                config.user(),
                config.ports(),
                0,
                config.profile(),
                config.probes(),
                config.backoff(),
                config.stop(),
                UNIFORM,
                null,
                config.limits());
    }
}
