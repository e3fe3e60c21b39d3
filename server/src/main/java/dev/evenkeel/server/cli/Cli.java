package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.platform.contract.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands, and how their errors look: one line on stderr that says what to do. */
public final class Cli {
    private final Io io;
    private final Launcher launcher;
    private final StopSignal stop;

    public Cli(Io io, Launcher launcher, StopSignal stop) {
        this.io = io;
        this.launcher = launcher;
        this.stop = stop;
    }

    /** @return 0 done, 1 failed, 2 wrong usage */
    public int run(String... args) {
        int code = commands().execute(args);
        io.out().flush();
        io.err().flush();
        return code;
    }

    private CommandLine commands() {
        var root = new CommandLine(new RootCommand())
                .addSubcommand("serve", new ServeCommand(io, launcher, stop))
                .addSubcommand("demo", new DemoCommand(io, launcher, stop))
                .addSubcommand("check-config", new CheckConfigCommand(io))
                .addSubcommand("import", new ImportCommand(io))
                .addSubcommand(
                        "insights",
                        new CommandLine(new GroupCommand.Insights())
                                .addSubcommand("frequency", new FrequencyCommand(io))
                                .addSubcommand("lead-time", new LeadTimeCommand(io))
                                .addSubcommand("failure-rate", new FailureRateCommand(io))
                                .addSubcommand("latest", new LatestCommand(io)))
                .addSubcommand(
                        "deployments",
                        new CommandLine(new GroupCommand.Deployments())
                                .addSubcommand("list", new ListCommand(io))
                                .addSubcommand("show", new ShowCommand(io))
                                .addSubcommand("record", new RecordCommand(io))
                                .addSubcommand("finish", new FinishCommand(io)))
                .addSubcommand(
                        "token",
                        new CommandLine(new GroupCommand.Tokens())
                                .addSubcommand("create", new TokenCommand.Create(io))
                                .addSubcommand("list", new TokenCommand.Listing(io))
                                .addSubcommand("revoke", new TokenCommand.Revoke(io)))
                .addSubcommand("load", new LoadCommand(io))
                .addSubcommand(
                        "sample",
                        new CommandLine(new GroupCommand.Sample())
                                .addSubcommand("flaky-geoip", new FlakyGeoipCommand(io, stop)))
                .addSubcommand("version", new VersionCommand(io));
        root.setOut(new PrintWriter(io.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(io.err(), true, StandardCharsets.UTF_8));
        root.setColorScheme(CommandLine.Help.defaultColorScheme(io.colours() ? Ansi.ON : Ansi.OFF));
        root.setUsageHelpWidth(Math.clamp(io.width(), 60, 110));
        root.registerConverter(InsightCommand.Form.class, new Choice<>(InsightCommand.Form.class));
        root.registerConverter(FrequencyCommand.Interval.class, new Choice<>(FrequencyCommand.Interval.class));
        root.registerConverter(Scope.class, new Choice<>(Scope.class));
        root.registerConverter(ListCommand.Form.class, new Choice<>(ListCommand.Form.class));
        root.registerConverter(ShowCommand.Form.class, new Choice<>(ShowCommand.Form.class));
        root.registerConverter(FinishCommand.End.class, new Choice<>(FinishCommand.End.class));
        root.registerConverter(LoadCommand.Form.class, new Choice<>(LoadCommand.Form.class));
        root.setOverwrittenOptionsAllowed(false);
        root.setParameterExceptionHandler((e, _) -> wrongUsage(e));
        root.setExecutionExceptionHandler((e, _, _) -> failed(e));
        return root;
    }

    private int wrongUsage(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage");
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            String word = unmatched.getUnmatched().isEmpty()
                    ? ""
                    : unmatched.getUnmatched().getFirst();
            boolean group = !e.getCommandLine().getSubcommands().isEmpty() && !word.startsWith("-");
            message = (group ? "there is no command '" : "'") + word + (group ? "'" : "' is not expected here");
            if (!suggestions.isEmpty()) {
                message += ", did you mean " + suggestions.getFirst() + "?";
            }
        }
        io.err().println(command + ": " + message + " (see '" + command + " --help')");
        return CommandLine.ExitCode.USAGE;
    }

    private int failed(Exception e) {
        switch (e) {
            case CliException known -> {
                io.err().println("evenkeel: " + known.getMessage());
                known.more().forEach(io.err()::println);
            }
            case ConfigException config -> config.messages().forEach(io.err()::println);
            case IOException broken -> io.err().println("evenkeel: " + Failures.describe(broken));
            // Not something a user did: the stack is what a report of it needs.
            default -> e.printStackTrace(io.err());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
