package dev.evenkeel.core.deployment;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a registry accepts from the pipelines that record their deployments with it.
 *
 * <p>Imports are held to {@link FieldLimits} only: history is kept as it came, contradictions included.
 */
public final class DeploymentRules {
    private DeploymentRules() {}

    /**
     * The record to create: as it came, and with {@code finishedAt} set to {@code now} when it has ended and doesn't
     * say when.
     *
     * @throws InvalidDeploymentException with everything that is wrong with it
     */
    public static Deployment created(Deployment asked, Instant now) {
        Deployment deployment = finished(null, asked, now);
        List<Violation> violations = FieldLimits.check(deployment);
        violations.addAll(contradictions(deployment));
        refuseAny(violations);
        return deployment;
    }

    /**
     * The record as it becomes when {@code before} is changed to {@code asked}.
     *
     * <p>A record that has ended keeps its {@code finishedAt} unless another is given; one that ends now without one
     * gets {@code now}. Contradictions that an import brought and that the change doesn't touch stay as they are.
     *
     * @throws IllegalStepException when the status can't follow the one before
     * @throws InvalidDeploymentException with everything else that is wrong with it
     */
    public static Deployment changed(Deployment before, Deployment asked, Instant now) {
        if (!before.status().mayBecome(asked.status())) {
            throw new IllegalStepException(before.status(), asked.status());
        }
        Deployment after = finished(before, asked, now);
        List<Violation> violations = FieldLimits.check(after);
        if (!Objects.equals(before.externalId(), after.externalId())) {
            violations.add(new Violation("/externalId", "can't be changed or set after the record was created"));
        }
        if (before.status() != after.status()
                || !before.startedAt().equals(after.startedAt())
                || !Objects.equals(before.finishedAt(), after.finishedAt())) {
            violations.addAll(contradictions(after));
        }
        refuseAny(violations);
        return after;
    }

    /** In what way the fields of a record contradict each other; empty when they don't. */
    public static List<Violation> contradictions(Deployment deployment) {
        List<Violation> violations = new ArrayList<>();
        Instant finishedAt = deployment.finishedAt();
        if (finishedAt == null) {
            return violations;
        }
        if (!deployment.status().isEnd()) {
            violations.add(new Violation(
                    "/finishedAt",
                    "must be left out while the status is " + deployment.status()
                            + ", or the status must be Succeeded, Failed or RolledBack"));
        }
        if (finishedAt.isBefore(deployment.startedAt())) {
            violations.add(
                    new Violation("/finishedAt", "must not be before startedAt, which is " + deployment.startedAt()));
        }
        return violations;
    }

    private static Deployment finished(@Nullable Deployment before, Deployment asked, Instant now) {
        if (!asked.status().isEnd() || asked.finishedAt() != null) {
            return asked;
        }
        if (before != null && before.status().isEnd()) {
            return asked.with().finishedAt(before.finishedAt()).build();
        }
        // The pipeline's clock may be ahead of ours; an end before the start would be our own doing.
        Instant end = now.truncatedTo(ChronoUnit.MILLIS);
        return asked.with()
                .finishedAt(end.isBefore(asked.startedAt()) ? asked.startedAt() : end)
                .build();
    }

    private static void refuseAny(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new InvalidDeploymentException(violations);
        }
    }
}
