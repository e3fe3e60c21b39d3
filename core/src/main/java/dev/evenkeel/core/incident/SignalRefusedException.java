package dev.evenkeel.core.incident;

import java.io.IOException;
import java.io.Serial;

/** The registry won't take this signal, however often it is reported. */
public final class SignalRefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param message what the registry says is wrong with it */
    public SignalRefusedException(String message) {
        super(message);
    }
}
