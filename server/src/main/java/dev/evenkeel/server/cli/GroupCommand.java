package dev.evenkeel.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only has commands below it: says which ones there are. */
@Command(synopsisSubcommandLabel = "COMMAND")
abstract class GroupCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    @Spec
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    @Command(
            name = "insights",
            description = "Delivery metrics computed from the deployments.",
            footer = {
                "",
                "Examples:",
                "  evenkeel insights frequency --environment production --from 2025-01-01",
                "  evenkeel insights failure-rate --service checkout -o json",
                "  evenkeel insights lead-time -o csv > lead-time.csv",
                "  evenkeel insights latest --environment production"
            })
    static final class Insights extends GroupCommand {}

    @Command(
            name = "deployments",
            description = "The deployments themselves: who, what, where, when, and how it ended.",
            footer = {
                "",
                "Examples:",
                "  evenkeel deployments list --service checkout --limit 5",
                "  id=$(evenkeel deployments record --service checkout --version 1.8.2 --environment production)",
                "  evenkeel deployments finish $id --status Succeeded",
                "  evenkeel deployments show $id"
            })
    static final class Deployments extends GroupCommand {}

    @Command(
            name = "token",
            description = "API tokens, which a server needs on an address that others can reach.",
            footer = {
                "",
                "Examples:",
                "  evenkeel token create --scope write --name ci",
                "  evenkeel token list",
                "  evenkeel token revoke ci"
            })
    static final class Tokens extends GroupCommand {}

    @Command(
            name = "sample",
            description = "Services to try Evenkeel with.",
            footer = {
                "",
                "Examples:",
                "  evenkeel sample chaotic-backend --port 3000 --mean-life 60s --seed 42",
                "  evenkeel sample flaky-geoip --port 8000 --fail 0.5 --seed 42",
                "  evenkeel sample status-server --port 9000"
            })
    static final class Sample extends GroupCommand {}

    @Command(
            name = "chaos",
            description = "Experiments: is the steady state still there when something breaks?",
            footer = {"", "Examples:", "  evenkeel chaos run examples/chaotic-backend/experiments/kill-one.yaml"})
    static final class Chaos extends GroupCommand {}
}
