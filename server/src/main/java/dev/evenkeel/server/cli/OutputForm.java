package dev.evenkeel.server.cli;

import java.util.Locale;

/** How a command prints what isn't a table: for people or for programs. */
enum OutputForm {
    TEXT,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
