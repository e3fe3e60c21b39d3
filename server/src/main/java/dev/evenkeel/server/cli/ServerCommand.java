package dev.evenkeel.server.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that ask a running server have in common: which one it is, and that the connection is closed. */
@Command
abstract class ServerCommand implements Callable<Integer> {
    final Io io;

    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    @Spec
    private CommandSpec spec;

    @Mixin
    final RegistryOptions registry = new RegistryOptions();

    @Mixin
    final HelpOption help = new HelpOption();

    ServerCommand(Io io) {
        this.io = io;
    }

    /** Asks, and prints what came back. */
    abstract void run(RegistryHttp http) throws IOException;

    @Override
    public final Integer call() throws IOException {
        try (RegistryHttp http = registry.http(io.environment())) {
            run(http);
        }
        return 0;
    }

    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Adds a parameter, when it was given. */
    static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }
}
