package dev.evenkeel.core.deployment;

import java.util.Optional;

/** Who wrote the change that a deployment ships. */
public enum ChangeOrigin {
    HUMAN("human"),
    AGENT("agent"),
    MIXED("mixed"),
    UNKNOWN("unknown");

    private final String label;

    ChangeOrigin(String label) {
        this.label = label;
    }

    /** The name on the wire, as in {@code "human"}. */
    public String label() {
        return label;
    }

    /** The origin with this name on the wire (case matters), or empty. */
    public static Optional<ChangeOrigin> of(String label) {
        for (ChangeOrigin origin : values()) {
            if (origin.label.equals(label)) {
                return Optional.of(origin);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return label;
    }
}
