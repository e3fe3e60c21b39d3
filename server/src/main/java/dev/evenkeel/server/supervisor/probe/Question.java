package dev.evenkeel.server.supervisor.probe;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked; the port is added for each replica. */
public sealed interface Question {

    /**
     * A GET; a status from 200 to 399 passes.
     *
     * @param path begins with a slash, may have a query
     * @param headers added to the request
     */
    record Http(String path, Map<String, String> headers) implements Question {}

    /** A connection that comes about passes. */
    record Tcp() implements Question {}

    /**
     * A command that returns 0 passes.
     *
     * @param environment beside what the supervisor has itself
     * @param folder it works in
     * @param user it runs as; null for the supervisor's own
     */
    record Exec(
            List<String> command,
            Map<String, String> environment,
            Path folder,
            @Nullable String user) implements Question {}
}
