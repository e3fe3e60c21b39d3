package dev.evenkeel.core.deployment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which deployments are meant; null means any.
 *
 * @param from the earliest {@code startedAt}, inclusive
 * @param to the end of {@code startedAt}, exclusive
 */
public record DeploymentFilter(
        @Nullable String serviceName,
        @Nullable String environment,
        @Nullable Status status,
        @Nullable String deployedBy,
        @Nullable Instant from,
        @Nullable Instant to) {

    public static final DeploymentFilter ALL = new DeploymentFilter(null, null, null, null, null, null);

    public boolean matches(Deployment deployment) {
        return (serviceName == null || serviceName.equals(deployment.serviceName()))
                && (environment == null || environment.equals(deployment.environment()))
                && (status == null || status == deployment.status())
                && (deployedBy == null || deployedBy.equals(deployment.deployedBy()))
                && (from == null || !deployment.startedAt().isBefore(from))
                && (to == null || deployment.startedAt().isBefore(to));
    }
}
