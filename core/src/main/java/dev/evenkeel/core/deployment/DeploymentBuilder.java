package dev.evenkeel.core.deployment;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Deployment} field by field; see there for what each one means. */
public final class DeploymentBuilder {
    private String id;
    private @Nullable String externalId;
    private String serviceName;
    private String version;
    private String environment;
    private DeploymentType deploymentType = DeploymentType.UNKNOWN;
    private Status status = Status.DEPLOYING;
    private String deployedBy = "unknown";
    private Instant startedAt = Instant.EPOCH;
    private @Nullable Instant finishedAt;
    private @Nullable String commitSha;
    private @Nullable Integer pullRequestNumber;
    private @Nullable Instant commitAt;
    private ChangeOrigin changeOrigin = ChangeOrigin.UNKNOWN;
    private @Nullable String approvedBy;
    private @Nullable String rollbackOf;
    private @Nullable String artifactDigest;
    private Map<String, String> links = Map.of();
    private Map<String, String> labels = Map.of();

    DeploymentBuilder(String id, String serviceName, String version, String environment) {
        this.id = id;
        this.serviceName = serviceName;
        this.version = version;
        this.environment = environment;
    }

    DeploymentBuilder(Deployment from) {
        this(from.id(), from.serviceName(), from.version(), from.environment());
        externalId = from.externalId();
        deploymentType = from.deploymentType();
        status = from.status();
        deployedBy = from.deployedBy();
        startedAt = from.startedAt();
        finishedAt = from.finishedAt();
        commitSha = from.commitSha();
        pullRequestNumber = from.pullRequestNumber();
        commitAt = from.commitAt();
        changeOrigin = from.changeOrigin();
        approvedBy = from.approvedBy();
        rollbackOf = from.rollbackOf();
        artifactDigest = from.artifactDigest();
        links = from.links();
        labels = from.labels();
    }

    public DeploymentBuilder id(String id) {
        this.id = id;
        return this;
    }

    public DeploymentBuilder externalId(@Nullable String externalId) {
        this.externalId = externalId;
        return this;
    }

    public DeploymentBuilder serviceName(String serviceName) {
        this.serviceName = serviceName;
        return this;
    }

    public DeploymentBuilder version(String version) {
        this.version = version;
        return this;
    }

    public DeploymentBuilder environment(String environment) {
        this.environment = environment;
        return this;
    }

    public DeploymentBuilder deploymentType(DeploymentType deploymentType) {
        this.deploymentType = deploymentType;
        return this;
    }

    public DeploymentBuilder status(Status status) {
        this.status = status;
        return this;
    }

    public DeploymentBuilder deployedBy(String deployedBy) {
        this.deployedBy = deployedBy;
        return this;
    }

    public DeploymentBuilder startedAt(Instant startedAt) {
        this.startedAt = startedAt;
        return this;
    }

    public DeploymentBuilder finishedAt(@Nullable Instant finishedAt) {
        this.finishedAt = finishedAt;
        return this;
    }

    public DeploymentBuilder commitSha(@Nullable String commitSha) {
        this.commitSha = commitSha;
        return this;
    }

    public DeploymentBuilder pullRequestNumber(@Nullable Integer pullRequestNumber) {
        this.pullRequestNumber = pullRequestNumber;
        return this;
    }

    public DeploymentBuilder commitAt(@Nullable Instant commitAt) {
        this.commitAt = commitAt;
        return this;
    }

    public DeploymentBuilder changeOrigin(ChangeOrigin changeOrigin) {
        this.changeOrigin = changeOrigin;
        return this;
    }

    public DeploymentBuilder approvedBy(@Nullable String approvedBy) {
        this.approvedBy = approvedBy;
        return this;
    }

    public DeploymentBuilder rollbackOf(@Nullable String rollbackOf) {
        this.rollbackOf = rollbackOf;
        return this;
    }

    public DeploymentBuilder artifactDigest(@Nullable String artifactDigest) {
        this.artifactDigest = artifactDigest;
        return this;
    }

    public DeploymentBuilder links(Map<String, String> links) {
        this.links = links;
        return this;
    }

    public DeploymentBuilder labels(Map<String, String> labels) {
        this.labels = labels;
        return this;
    }

    public Deployment build() {
        return new Deployment(
                id,
                externalId,
                serviceName,
                version,
                environment,
                deploymentType,
                status,
                deployedBy,
                startedAt,
                finishedAt,
                commitSha,
                pullRequestNumber,
                commitAt,
                changeOrigin,
                approvedBy,
                rollbackOf,
                artifactDigest,
                links,
                labels);
    }
}
