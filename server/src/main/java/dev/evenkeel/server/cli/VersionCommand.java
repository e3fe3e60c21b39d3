package dev.evenkeel.server.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** {@code evenkeel version}. */
@Command(
        name = "version",
        description = "Show the version.",
        footer = {"", "Example:", "  evenkeel version"})
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    private final @Nullable Io io;

    @Mixin
    final HelpOption help = new HelpOption();

    /** As the provider of {@code --version}. */
    VersionCommand() {
        io = null;
    }

    VersionCommand(Io io) {
        this.io = io;
    }

    /** The number alone; {@code (development)} outside of the jar. */
    static String number() {
        return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("(development)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "evenkeel " + number() + ", Java " + Runtime.version().feature() + " on " + System.getProperty("os.name")
        };
    }

    @Override
    public Integer call() {
        if (io != null) {
            io.line(getVersion()[0]);
        }
        return 0;
    }
}
