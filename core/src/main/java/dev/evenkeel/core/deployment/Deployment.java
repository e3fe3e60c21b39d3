package dev.evenkeel.core.deployment;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of one service brought to one environment: who, what, where, when, and how it ended.
 *
 * <p>A value, kept as it came: a record from elsewhere may contradict itself (finished before it started, finished
 * but still queued); the rules that refuse such records on the way in are in {@link DeploymentRules}, and the insights
 * count what they leave out. Times are held to the millisecond; anything finer is cut off.
 *
 * @param id names the record in its registry, at most 128 characters
 * @param externalId names the record where it came from, unique in the registry when given; makes imports repeatable
 * @param deploymentType what it was made from
 * @param deployedBy a person or a pipeline
 * @param commitAt author time of the oldest commit that was not deployed before
 * @param rollbackOf id of the deployment that this one undoes by bringing an older version back
 * @param links name to URL, as in {@code "pipeline" → "https://…"}
 */
public record Deployment(
        String id,
        @Nullable String externalId,
        String serviceName,
        String version,
        String environment,
        DeploymentType deploymentType,
        Status status,
        String deployedBy,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String commitSha,
        @Nullable Integer pullRequestNumber,
        @Nullable Instant commitAt,
        ChangeOrigin changeOrigin,
        @Nullable String approvedBy,
        @Nullable String rollbackOf,
        @Nullable String artifactDigest,
        Map<String, String> links,
        Map<String, String> labels)
        implements Delivery {

    public Deployment {
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        finishedAt = finishedAt == null ? null : finishedAt.truncatedTo(ChronoUnit.MILLIS);
        commitAt = commitAt == null ? null : commitAt.truncatedTo(ChronoUnit.MILLIS);
        links = Map.copyOf(links);
        labels = Map.copyOf(labels);
    }

    /** A builder holding the four things that every deployment has; the rest starts empty or unknown. */
    public static DeploymentBuilder of(String id, String serviceName, String version, String environment) {
        return new DeploymentBuilder(id, serviceName, version, environment);
    }

    /** A builder that starts from this record. */
    public DeploymentBuilder with() {
        return new DeploymentBuilder(this);
    }

    /** When it took effect as far as is known: {@code finishedAt}, or {@code startedAt} without one. */
    public Instant effectiveAt() {
        return finishedAt != null ? finishedAt : startedAt;
    }
}
