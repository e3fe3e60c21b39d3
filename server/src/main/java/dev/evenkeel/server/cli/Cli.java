package dev.evenkeel.server.cli;

import dev.evenkeel.server.chaos.experiment.Dry;
import dev.evenkeel.server.chaos.experiment.RollbackStrategy;
import dev.evenkeel.server.chaos.experiment.Strategy;
import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.platform.contract.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
        int code = commands(args).execute(args);
        io.out().flush();
        io.err().flush();
        return code;
    }

    private CommandLine commands(String... args) {
        var root = new CommandLine(new RootCommand());
        Map<String, Supplier<Object>> all = all();
        // Reading the annotations of them all takes longer than most of them run.
        Set<String> wanted = args.length > 0 && all.containsKey(args[0]) ? Set.of(args[0]) : all.keySet();
        all.forEach((name, command) -> {
            if (wanted.contains(name)) {
                root.addSubcommand(name, command.get());
            }
        });
        root.setOut(new PrintWriter(io.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(io.err(), true, StandardCharsets.UTF_8));
        root.setColorScheme(CommandLine.Help.defaultColorScheme(io.colours() ? Ansi.ON : Ansi.OFF));
        root.setUsageHelpWidth(Math.clamp(io.width(), 60, 110));
        root.registerConverter(InsightCommand.Form.class, new Choice<>(InsightCommand.Form.class));
        root.registerConverter(FrequencyCommand.Interval.class, new Choice<>(FrequencyCommand.Interval.class));
        root.registerConverter(Scope.class, new Choice<>(Scope.class));
        root.registerConverter(ListCommand.Form.class, new Choice<>(ListCommand.Form.class));
        root.registerConverter(OutputForm.class, new Choice<>(OutputForm.class));
        root.registerConverter(FinishCommand.End.class, new Choice<>(FinishCommand.End.class));
        root.registerConverter(Strategy.class, new Choice<>(Strategy.class));
        root.registerConverter(RollbackStrategy.class, new Choice<>(RollbackStrategy.class));
        root.registerConverter(Dry.class, new Choice<>(Dry.class));
        root.setOverwrittenOptionsAllowed(false);
        root.setParameterExceptionHandler((e, _) -> wrongUsage(e));
        root.setExecutionExceptionHandler((e, _, _) -> failed(e));
        return root;
    }

    private Map<String, Supplier<Object>> all() {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("serve", () -> new ServeCommand(io, launcher, stop));
        all.put("demo", () -> new DemoCommand(io, launcher, stop));
        all.put("check-config", () -> new CheckConfigCommand(io));
        all.put("import", () -> new ImportCommand(io));
        all.put(
                "insights",
                () -> new CommandLine(new GroupCommand.Insights())
                        .addSubcommand("frequency", new FrequencyCommand(io))
                        .addSubcommand("lead-time", new LeadTimeCommand(io))
                        .addSubcommand("failure-rate", new FailureRateCommand(io))
                        .addSubcommand("latest", new LatestCommand(io)));
        all.put(
                "deployments",
                () -> new CommandLine(new GroupCommand.Deployments())
                        .addSubcommand("list", new ListCommand(io))
                        .addSubcommand("show", new ShowCommand(io))
                        .addSubcommand("record", new RecordCommand(io))
                        .addSubcommand("finish", new FinishCommand(io)));
        all.put(
                "token",
                () -> new CommandLine(new GroupCommand.Tokens())
                        .addSubcommand("create", new TokenCommand.Create(io))
                        .addSubcommand("list", new TokenCommand.Listing(io))
                        .addSubcommand("revoke", new TokenCommand.Revoke(io)));
        all.put("watch", () -> new WatchCommand(io, stop));
        all.put(
                "apps",
                () -> new CommandLine(new AppsCommand(io))
                        .addSubcommand("show", new AppCommand.Show(io))
                        .addSubcommand("put", new AppCommand.Put(io))
                        .addSubcommand("restart", new AppCommand.Restart(io))
                        .addSubcommand("rollback", new AppCommand.Rollback(io))
                        .addSubcommand("scale", new AppCommand.Scale(io))
                        .addSubcommand("delete", new AppCommand.Delete(io)));
        all.put("logs", () -> new LogsCommand(io));
        all.put("size", () -> new SizeCommand(io));
        all.put("load", () -> new LoadCommand(io));
        all.put(
                "sample",
                () -> new CommandLine(new GroupCommand.Sample())
                        .addSubcommand("chaotic-backend", new ChaoticBackendCommand(io, stop))
                        .addSubcommand("flaky-geoip", new FlakyGeoipCommand(io, stop))
                        .addSubcommand("status-server", new StatusServerCommand(io, stop)));
        all.put(
                "chaos",
                () -> new CommandLine(new GroupCommand.Chaos()).addSubcommand("run", new ChaosRunCommand(io, stop)));
        all.put("verify", () -> new VerifyCommand(io, stop));
        all.put("version", () -> new VersionCommand(io));
        return all;
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
