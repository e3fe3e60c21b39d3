package dev.evenkeel.core.probe;

import java.util.Locale;

/** What a check is believed to be, after damping. */
public enum State {
    /** Nothing is known yet. */
    UNKNOWN,
    UP,
    DOWN;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in JSON, as in {@code up}. */
    public String label() {
        return label;
    }
}
