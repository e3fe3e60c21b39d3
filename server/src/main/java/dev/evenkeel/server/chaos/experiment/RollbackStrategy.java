package dev.evenkeel.server.chaos.experiment;

import java.util.Locale;
import java.util.Optional;

/** Whether the rollbacks are played; {@code runtime.rollbacks.strategy}. */
public enum RollbackStrategy {
    /** Unless the experiment failed or was interrupted. */
    DEFAULT,
    ALWAYS,
    NEVER,
    /** Only when the steady state was lost. */
    DEVIATED;

    static Optional<RollbackStrategy> of(String label) {
        for (RollbackStrategy strategy : values()) {
            if (strategy.toString().equals(label)) {
                return Optional.of(strategy);
            }
        }
        return Optional.empty();
    }

    boolean plays(String status, boolean deviated) {
        return switch (this) {
            case DEFAULT -> !status.equals("failed") && !status.equals("interrupted");
            case ALWAYS -> true;
            case NEVER -> false;
            case DEVIATED -> deviated;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
