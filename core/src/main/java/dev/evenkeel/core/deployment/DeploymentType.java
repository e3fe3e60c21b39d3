package dev.evenkeel.core.deployment;

import java.util.Optional;

/** What kind of source reference a deployment was made from. */
public enum DeploymentType {
    PULL_REQUEST("PullRequest"),
    TAG("Tag"),
    BRANCH("Branch"),
    UNKNOWN("Unknown");

    private final String label;

    DeploymentType(String label) {
        this.label = label;
    }

    /** The name on the wire, as in {@code "PullRequest"}. */
    public String label() {
        return label;
    }

    /** The type with this name on the wire (case matters), or empty. */
    public static Optional<DeploymentType> of(String label) {
        for (DeploymentType type : values()) {
            if (type.label.equals(label)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return label;
    }
}
