package dev.evenkeel.server.supervisor.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out why a command can't be started, before a shell says so in words of its own. */
final class Commands {
    private Commands() {}

    /** @throws CannotStartException when there is no such program, folder or right */
    static void check(Launch launch, Optional<String> searchPath) throws CannotStartException {
        if (!Files.isDirectory(launch.folder())) {
            throw new CannotStartException("the working folder " + launch.folder() + " doesn't exist");
        }
        String program = launch.command().getFirst();
        List<Path> places = program.contains("/")
                ? List.of(launch.folder().resolve(program))
                : Stream.of(searchPath.orElse("/usr/local/bin:/usr/bin:/bin").split(":"))
                        .map(place -> launch.folder().resolve(place).resolve(program))
                        .toList();
        if (places.stream().anyMatch(place -> Files.isRegularFile(place) && Files.isExecutable(place))) {
            return;
        }
        if (places.stream().anyMatch(Files::isDirectory) && program.contains("/")) {
            throw new CannotStartException("the command " + program + " is a folder: name a program in it");
        }
        if (places.stream().anyMatch(Files::isRegularFile)) {
            throw new CannotStartException("the command " + program + " may not be executed: chmod +x it");
        }
        throw new CannotStartException(
                program.contains("/")
                        ? "the command " + program + " doesn't exist (looked for "
                                + places.getFirst().normalize() + ")"
                        : "the command " + program + " doesn't exist in any folder of the PATH");
    }
}
