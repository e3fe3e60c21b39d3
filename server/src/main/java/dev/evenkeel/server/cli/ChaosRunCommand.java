package dev.evenkeel.server.cli;

import dev.evenkeel.server.chaos.experiment.Dry;
import dev.evenkeel.server.chaos.experiment.Journal;
import dev.evenkeel.server.chaos.experiment.RollbackStrategy;
import dev.evenkeel.server.chaos.experiment.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel chaos run}: plays one experiment and says whether the steady state held. */
@Command(
        name = "run",
        description = {
            "Plays an experiment in Chaos Toolkit's format, JSON or YAML, and writes its journal.",
            "",
            "Checks the steady-state hypothesis, plays the method, checks again, plays the rollbacks. The providers are"
                    + " http, process, and evenkeel for what a supervisor on this machine runs; python can't run here and is"
                    + " refused before anything happens.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  evenkeel chaos run examples/chaotic-backend/experiments/kill-one.yaml",
            "  evenkeel chaos run --dry actions --var url=http://127.0.0.1:9000 experiment.json",
            "",
            "Exit codes: 0 the steady state held, 1 it was lost or the experiment failed, 2 wrong usage."
        },
        sortOptions = false)
final class ChaosRunCommand implements Callable<Integer> {
    private final ExperimentPlayer player;

    @Parameters(paramLabel = "FILE", description = "The experiment.")
    private Path file = Path.of("experiment.json");

    @Option(
            names = "--journal-path",
            paramLabel = "FILE",
            defaultValue = "journal.json",
            description = "Where what happened is written (${DEFAULT-VALUE}).")
    private Path journal = Path.of("journal.json");

    @Option(
            names = "--dry",
            paramLabel = "WHAT",
            description = "Rehearses without probes, actions, activities (both) or pause.")
    private @Nullable Dry dry;

    @Option(
            names = "--hypothesis-strategy",
            paramLabel = "WHEN",
            description = "When the hypothesis is checked, whatever the experiment says: default, before-method-only,"
                    + " after-method-only, during-method-only, continuously or skip.")
    private @Nullable Strategy strategy;

    @Option(
            names = "--rollback-strategy",
            paramLabel = "WHEN",
            description = "When the rollbacks are played, whatever the experiment says: default, always, never or"
                    + " deviated.")
    private @Nullable RollbackStrategy rollbacks;

    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description = "A value for the configuration of the experiment; may be given several times.")
    private Map<String, String> variables = Map.of();

    @Mixin
    final HelpOption help = new HelpOption();

    ChaosRunCommand(Io io, StopSignal stop) {
        this.player = new ExperimentPlayer(io, stop);
    }

    @Override
    public Integer call() throws IOException {
        Journal played = player.play(
                player.read(file, variables),
                Optional.ofNullable(strategy),
                Optional.ofNullable(rollbacks),
                Optional.ofNullable(dry));
        player.write(played, journal);
        player.verdict(played, journal);
        return played.good() ? 0 : 1;
    }
}
