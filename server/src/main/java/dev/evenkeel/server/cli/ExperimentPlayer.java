package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.chaos.experiment.Dry;
import dev.evenkeel.server.chaos.experiment.Experiment;
import dev.evenkeel.server.chaos.experiment.InvalidExperimentException;
import dev.evenkeel.server.chaos.experiment.Journal;
import dev.evenkeel.server.chaos.experiment.Progress;
import dev.evenkeel.server.chaos.experiment.RollbackStrategy;
import dev.evenkeel.server.chaos.experiment.Runner;
import dev.evenkeel.server.chaos.experiment.Strategy;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Plays experiments for the commands, and tells whoever watches how they go on. */
final class ExperimentPlayer implements Progress {
    private final Io io;
    private final StopSignal stop;

    ExperimentPlayer(Io io, StopSignal stop) {
        this.io = io;
        this.stop = stop;
    }

    Experiment read(Path file, Map<String, String> variables) throws IOException {
        try {
            return Experiment.read(file, io.environment(), variables);
        } catch (InvalidExperimentException e) {
            throw new CliException(file + " is no experiment that can be run here:", e.problems());
        }
    }

    /** What isn't given is as the experiment says. When the program is told to stop, the experiment is interrupted. */
    Journal play(
            Experiment experiment,
            Optional<Strategy> strategy,
            Optional<RollbackStrategy> rollbacks,
            Optional<Dry> dry) {
        stop.serving();
        Thread player = Thread.currentThread();
        Thread stopper = Thread.ofVirtual().name("stop").start(() -> interruptWhenTold(player));
        try {
            io.line("Experiment: " + experiment.title());
            return new Runner(VersionCommand.number(), io.environment(), Clock.systemUTC(), Thread::sleep, this)
                    .run(
                            experiment,
                            strategy.orElse(experiment.strategy()),
                            rollbacks.orElse(experiment.rollbackStrategy()),
                            dry.or(experiment::dry));
        } finally {
            stopper.interrupt();
        }
    }

    void write(Journal journal, Path file) throws IOException {
        Files.write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(journal.json()));
    }

    void verdict(Journal journal, Path file) {
        String how = journal.hasDeviated() ? "deviated: the steady state was lost" : journal.status();
        io.line("Ended: " + how + "; the journal is " + file);
    }

    private void interruptWhenTold(Thread player) {
        try {
            stop.await();
            player.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void begins(JsonNode activity, boolean leftOut) {
        String type = activity.path("type").asText();
        String background = activity.path("background").asBoolean(false) ? " [in the background]" : "";
        io.line("  " + type + ": " + activity.path("name").asText() + background + (leftOut ? " [left out]" : ""));
    }

    @Override
    public void ended(JsonNode run) {
        if (run.path("status").asText().equals("failed")) {
            io.line("    failed: " + run.path("exception").path(0).asText());
        }
    }

    @Override
    public void pauses(double seconds) {
        io.line("  pausing for " + seconds + " s");
    }

    @Override
    public void says(String text) {
        io.line("  " + text);
    }
}
