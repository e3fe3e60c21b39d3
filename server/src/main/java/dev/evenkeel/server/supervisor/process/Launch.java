package dev.evenkeel.server.supervisor.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process to start.
 *
 * @param id names this start and no other, in letters, digits, dots and dashes
 * @param command the program and its arguments
 * @param environment beside what the supervisor has itself
 * @param folder it works in
 * @param user it runs as; null for the supervisor's own
 */
public record Launch(
        String id,
        List<String> command,
        Map<String, String> environment,
        Path folder,
        @Nullable String user,
        Limits limits) {

    /**
     * What one process and all that it starts may use.
     *
     * @param memoryBytes resident; 0 for as much as there is
     * @param niceness 0 to 19, 19 the most modest
     * @param openFiles of each process; 0 for the supervisor's own limit
     * @param processes at the same time; 0 for as many as there can be
     */
    public record Limits(long memoryBytes, int niceness, int openFiles, int processes) {
        public static final Limits NONE = new Limits(0, 0, 0, 0);
    }
}
