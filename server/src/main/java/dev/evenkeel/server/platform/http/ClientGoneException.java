package dev.evenkeel.server.platform.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The caller closed the connection, or left its answer unread for too long. */
final class ClientGoneException extends IOException {
    ClientGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
