package dev.evenkeel.core.deployment;

import java.util.List;
import java.util.stream.Collectors;

/** A record that {@link DeploymentRules} refuse, with everything that is wrong with it. */
public final class InvalidDeploymentException extends RuntimeException {
    private final transient List<Violation> violations;

    public InvalidDeploymentException(List<Violation> violations) {
        super(violations.stream()
                .map(violation -> violation.pointer().substring(1) + ": " + violation.message())
                .collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
