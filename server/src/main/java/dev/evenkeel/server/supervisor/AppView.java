package dev.evenkeel.server.supervisor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An application as it is at one moment.
 *
 * @param status in one word: {@code Starting}, {@code Ready}, {@code Degraded}, {@code Down}, {@code Updating}, {@code
 *     Reverting}, {@code Stopping}, {@code Stopped}
 * @param message why, for people; empty where the status says it all
 * @param version that is live or on its way
 * @param wanted how many replicas there are to be
 * @param ready how many take requests
 * @param rollout the last one; null when there was none yet
 * @param config as it could be sent again, its secrets masked
 */
public record AppView(
        String name,
        String status,
        String message,
        String version,
        int revision,
        String service,
        String environment,
        int wanted,
        int ready,
        List<ReplicaView> replicas,
        @Nullable RolloutView rollout,
        Map<String, Object> config) {

    /**
     * A replica as it is at one moment.
     *
     * @param state as in {@code Ready}
     * @param message why, for people
     * @param port null before it has one
     * @param pid of its process group; null when none runs
     * @param restarts how often its process was started again
     * @param notes what else is worth knowing, the newest last
     */
    public record ReplicaView(
            String id,
            String version,
            int revision,
            String state,
            Instant since,
            boolean ready,
            String message,
            @Nullable Integer port,
            @Nullable Long pid,
            int restarts,
            List<String> notes) {}

    /**
     * How a new version takes or took the place of the old one.
     *
     * @param phase {@code Progressing}, {@code Succeeded}, {@code Reverting}, {@code Reverted} or {@code Failed}
     * @param from the release before, as in {@code 1.0.0#3}; null for the first
     * @param reason why it was reverted or failed, for people
     * @param deploymentId of the record in the registry; null while there is none
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record RolloutView(
            String phase,
            @Nullable String from,
            String to,
            Instant startedAt,
            @Nullable Instant finishedAt,
            String reason,
            @Nullable String deploymentId) {}
}
