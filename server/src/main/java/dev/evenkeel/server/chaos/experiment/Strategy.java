package dev.evenkeel.server.chaos.experiment;

import java.util.Optional;

/** When the hypothesis is checked; {@code runtime.hypothesis.strategy}. */
public enum Strategy {
    DEFAULT("default", true, false, true),
    BEFORE("before-method-only", true, false, false),
    AFTER("after-method-only", false, false, true),
    DURING("during-method-only", false, true, false),
    CONTINUOUSLY("continuously", true, true, true),
    SKIP("skip", false, false, false);

    private final String label;
    private final boolean before;
    private final boolean during;
    private final boolean after;

    Strategy(String label, boolean before, boolean during, boolean after) {
        this.label = label;
        this.before = before;
        this.during = during;
        this.after = after;
    }

    static Optional<Strategy> of(String label) {
        for (Strategy strategy : values()) {
            if (strategy.label.equals(label)) {
                return Optional.of(strategy);
            }
        }
        return Optional.empty();
    }

    boolean before() {
        return before;
    }

    boolean during() {
        return during;
    }

    boolean after() {
        return after;
    }

    @Override
    public String toString() {
        return label;
    }
}
