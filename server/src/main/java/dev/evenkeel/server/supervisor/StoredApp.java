package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.process.ReplicaSnapshot;
import dev.evenkeel.core.process.Rollout;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept on disk about an application.
 *
 * @param declared its entry of the configuration when the supervisor last read that; null when it came over the API
 * @param releases those that may still be needed, oldest first; configurations as trees
 * @param wanted how many replicas
 * @param nextReplica the number in the name of the next replica
 * @param rollout the last one; null when there was none
 * @param rolloutEnded when it ended; null while it goes on
 * @param record of the last rollout in the registry; null when there is none
 * @param unsent records that the registry didn't take yet
 * @param facts what was seen of each release
 * @param watched up to when each replica is in the facts; null in what an older version wrote
 * @param removed whether it was deleted, and only its replicas have to end
 */
record StoredApp(
        @Nullable Map<String, Object> declared,
        List<StoredRelease> releases,
        int wanted,
        int nextReplica,
        List<StoredReplica> replicas,
        @Nullable Rollout rollout,
        @Nullable Instant rolloutEnded,
        @Nullable Deployment record,
        List<Deployment> unsent,
        Map<String, ReleaseFacts.Stored> facts,
        @Nullable Map<String, AppFacts.Watched> watched,
        boolean removed) {

    record StoredRelease(int revision, Instant at, Map<String, Object> config) {}

    record StoredReplica(String id, int revision, int port, ReplicaSnapshot snapshot) {}
}
