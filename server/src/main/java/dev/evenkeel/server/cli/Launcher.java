package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import java.io.IOException;
import java.net.URI;

/** Starts the server in this process. */
@FunctionalInterface
public interface Launcher {
    /** @param sources what {@code config} was read from, to read it again when it changes */
    Running start(EvenkeelConfig config, ConfigSources sources) throws Exception;

    /** A server that has started; closing it finishes what is in flight. */
    interface Running extends AutoCloseable {
        URI address();

        @Override
        void close() throws IOException;
    }
}
