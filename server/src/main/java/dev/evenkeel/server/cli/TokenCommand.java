package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import dev.evenkeel.server.platform.access.Token;
import dev.evenkeel.server.platform.access.TokenFile;
import dev.evenkeel.server.platform.contract.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands about tokens have in common: they work on the server's file, on its machine. */
@Command
abstract class TokenCommand implements Callable<Integer> {
    private static final int TOKEN_BYTES = 32;

    final Io io;

    @Mixin
    final HelpOption help = new HelpOption();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The server's configuration; its server.tokens is the file.")
    private @Nullable Path config;

    @Option(names = "--tokens", paramLabel = "FILE", description = "The file itself, instead.")
    private @Nullable Path tokens;

    TokenCommand(Io io) {
        this.io = io;
    }

    TokenFile file() throws ConfigException {
        var random = new SecureRandom();
        return new TokenFile(path(), InstantSource.system(), () -> {
            byte[] bytes = new byte[TOKEN_BYTES];
            random.nextBytes(bytes);
            return bytes;
        });
    }

    private Path path() throws ConfigException {
        if (tokens != null) {
            return tokens;
        }
        return EvenkeelConfig.load(new ConfigSources(config, io.environment(), List.of(), null))
                .server()
                .tokens();
    }

    /** {@code evenkeel token create}. */
    @Command(
            name = "create",
            description = "Make an API token. It is shown once; the file only keeps its hash.",
            footer = {
                "",
                "Examples:",
                "  evenkeel token create --scope write --name ci",
                "  EVENKEEL_TOKEN=$(evenkeel token create --scope read)"
            })
    static final class Create extends TokenCommand {
        @Option(
                names = "--scope",
                required = true,
                paramLabel = "read|write|admin",
                description = "What it may do; each includes those before it.")
        private Scope scope = Scope.READ;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "Says whose it is; the scope and a number by default.")
        private @Nullable String name;

        Create(Io io) {
            super(io);
        }

        @Override
        public Integer call() throws Exception {
            TokenFile file = file();
            String called = name == null ? freeName(file) : name;
            try {
                io.line(file.create(called, scope));
            } catch (IllegalArgumentException e) {
                throw new CliException(String.valueOf(e.getMessage()));
            }
            io.err()
                    .println("Token '" + called + "', kept as a hash in " + file.path()
                            + ". Send it as 'Authorization: Bearer …', or set EVENKEEL_TOKEN; it is not shown again.");
            return 0;
        }

        private String freeName(TokenFile file) throws IOException {
            Set<String> taken = file.list().stream().map(Token::name).collect(Collectors.toSet());
            return IntStream.iterate(1, i -> i + 1)
                    .mapToObj(i -> scope + "-" + i)
                    .filter(candidate -> !taken.contains(candidate))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** {@code evenkeel token list}. */
    @Command(
            name = "list",
            description = "The tokens there are; never their text.",
            footer = {"", "Example:", "  evenkeel token list"})
    static final class Listing extends TokenCommand {
        Listing(Io io) {
            super(io);
        }

        @Override
        public Integer call() throws Exception {
            TokenFile file = file();
            var table = new Table()
                    .column("name", Table.Fit.LEFT)
                    .column("scope", Table.Fit.LEFT)
                    .column("made (UTC)", Table.Fit.RIGHT);
            for (Token token : file.list()) {
                table.row(token.name(), token.scope().toString(), Cells.time(token.createdAt(), ZoneOffset.UTC));
            }
            if (table.isEmpty()) {
                io.line("No tokens in " + file.path() + ". Make one with: evenkeel token create --scope write");
            } else {
                table.lines(io.width()).forEach(io::line);
            }
            return 0;
        }
    }

    /** {@code evenkeel token revoke}. */
    @Command(
            name = "revoke",
            description = "Make a token worthless, at once.",
            footer = {"", "Example:", "  evenkeel token revoke ci"})
    static final class Revoke extends TokenCommand {
        @Parameters(paramLabel = "NAME", description = "Which one.")
        private String name = "";

        Revoke(Io io) {
            super(io);
        }

        @Override
        public Integer call() throws Exception {
            TokenFile file = file();
            if (!file.revoke(name)) {
                throw new CliException(
                        "no token is called '" + name + "' in " + file.path() + ": see 'evenkeel token list'");
            }
            io.line("Revoked '" + name + "'.");
            return 0;
        }
    }
}
