package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ConfigSources;
import java.io.IOException;
import java.net.URI;

/** Starts the server in this process. */
@FunctionalInterface
public interface Launcher {
    /** @param sources read now, and again when they change */
    Running start(ConfigSources sources) throws Exception;

    /** A server that has started; closing it finishes what is in flight. */
    interface Running extends AutoCloseable {
        URI address();

        @Override
        void close() throws IOException;
    }
}
