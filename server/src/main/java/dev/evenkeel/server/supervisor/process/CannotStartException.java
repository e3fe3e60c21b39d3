package dev.evenkeel.server.supervisor.process;

import java.io.IOException;

/** A process that can't even be started; the message says why, and what to do. */
public final class CannotStartException extends IOException {
    public CannotStartException(String message) {
        super(message);
    }
}
