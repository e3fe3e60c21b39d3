package dev.evenkeel.server.cli;

import java.util.List;

/** A command failed for a reason that the user can do something about; the program ends with 1. */
final class CliException extends RuntimeException {
    private final List<String> more;

    /** @param message one line that says what to do */
    CliException(String message) {
        this(message, List.of());
    }

    /** @param more further lines, as for each wrong line of an import */
    CliException(String message, List<String> more) {
        super(message, null, false, false);
        this.more = List.copyOf(more);
    }

    List<String> more() {
        return more;
    }
}
