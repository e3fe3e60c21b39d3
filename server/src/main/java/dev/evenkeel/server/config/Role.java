package dev.evenkeel.server.config;

import java.util.Locale;

/** A part of the program that one process can run with or without the others. */
public enum Role {
    /** Records deployments. */
    REGISTRY,
    /** Turns the records into delivery metrics. */
    INSIGHTS,
    /** Stands in front of flaky services; runs where there are routes. */
    GATEWAY,
    /** Asks every endpoint on a schedule; runs where there is something to ask. */
    MONITOR,
    /** Keeps applications up. */
    SUPERVISOR;

    /** The name in the configuration, as in {@code "registry"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
