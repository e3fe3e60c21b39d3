package dev.evenkeel.core.deployment;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * How far a deployment has come.
 *
 * <p>{@code Queued → Building → Deploying → Succeeded | Failed | RolledBack}; any earlier state may be skipped, and a
 * success may be rolled back later. Everything else is an illegal step.
 */
public enum Status {
    QUEUED("Queued"),
    BUILDING("Building"),
    DEPLOYING("Deploying"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed"),
    ROLLED_BACK("RolledBack");

    private static final Set<Status> ENDS = Set.of(SUCCEEDED, FAILED, ROLLED_BACK);

    private final String label;

    Status(String label) {
        this.label = label;
    }

    /** The name on the wire, as in {@code "RolledBack"}. */
    public String label() {
        return label;
    }

    /** Whether the deployment has ended: succeeded, failed or rolled back. */
    public boolean isEnd() {
        return ENDS.contains(this);
    }

    /** The states that may follow this one; empty when there are none. */
    public Set<Status> next() {
        return switch (this) {
            case QUEUED -> EnumSet.range(BUILDING, ROLLED_BACK);
            case BUILDING -> EnumSet.range(DEPLOYING, ROLLED_BACK);
            case DEPLOYING -> EnumSet.range(SUCCEEDED, ROLLED_BACK);
            case SUCCEEDED -> EnumSet.of(ROLLED_BACK);
            case FAILED, ROLLED_BACK -> EnumSet.noneOf(Status.class);
        };
    }

    /** Whether a deployment in this state may be set to {@code other}; staying where it is always may. */
    public boolean mayBecome(Status other) {
        return this == other || next().contains(other);
    }

    /** The status with this name on the wire (case matters), or empty. */
    public static Optional<Status> of(String label) {
        for (Status status : values()) {
            if (status.label.equals(label)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return label;
    }
}
