package dev.evenkeel.server.cli;

import dev.evenkeel.server.chaos.experiment.Experiment;
import dev.evenkeel.server.chaos.experiment.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel verify}: the smoke tests and experiments of a folder; the exit code is the verdict. */
@Command(
        name = "verify",
        description = {
            "Runs the smoke tests and then the experiments of a folder, as after a deployment.",
            "",
            "Smoke tests are FOLDER/smoke/*.json and *.yaml, experiments FOLDER/experiments/*.json and *.yaml, both in"
                    + " Chaos Toolkit's format and in the order of their names; a smoke test is an experiment with an empty"
                    + " method. All are checked before the first one runs. When a smoke test fails nothing else is run.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  evenkeel verify examples/chaotic-backend",
            "  evenkeel verify --smoke --var url=http://127.0.0.1:9000 examples/chaotic-backend",
            "",
            "Exit codes: 0 all held, 1 one did not, 2 wrong usage."
        },
        sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
    private final Io io;
    private final ExperimentPlayer player;

    @Parameters(paramLabel = "FOLDER", description = "Has the folders smoke and experiments, or one of them.")
    private Path folder = Path.of("");

    @Option(names = "--smoke", description = "Runs the smoke tests only.")
    private boolean smokeOnly;

    @Option(
            names = "--journals",
            paramLabel = "FOLDER",
            description = "Where a journal of each is written; nowhere by default.")
    private @Nullable Path journals;

    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description = "A value for the configuration of them all; may be given several times.")
    private Map<String, String> variables = Map.of();

    @Mixin
    final HelpOption help = new HelpOption();

    VerifyCommand(Io io, StopSignal stop) {
        this.io = io;
        this.player = new ExperimentPlayer(io, stop);
    }

    /** One of them, found to be in order. */
    private record Part(Path file, Experiment experiment) {}

    @Override
    public Integer call() throws IOException {
        List<Part> smoke = parts("smoke");
        List<Part> experiments = smokeOnly ? List.of() : parts("experiments");
        if (smoke.isEmpty() && experiments.isEmpty()) {
            throw new CliException(folder + ": there is no smoke/*.json, smoke/*.yaml, experiments/*.json or"
                    + " experiments/*.yaml in it");
        }
        List<String> verdicts = new ArrayList<>();
        boolean good = play(smoke, verdicts);
        if (good) {
            good = play(experiments, verdicts);
        } else if (!experiments.isEmpty()) {
            verdicts.add("not run  the " + experiments.size() + " experiments: a smoke test failed");
        }
        verdicts.forEach(io::line);
        return good ? 0 : 1;
    }

    private boolean play(List<Part> parts, List<String> verdicts) throws IOException {
        boolean good = true;
        for (Part part : parts) {
            Journal journal = player.play(part.experiment(), Optional.empty(), Optional.empty(), Optional.empty());
            if (journals != null) {
                Files.createDirectories(journals);
                player.write(journal, journals.resolve(name(part.file()) + ".journal.json"));
            }
            verdicts.add((journal.good() ? "held     " : "FAILED   ") + name(part.file()) + " ("
                    + (journal.hasDeviated() ? "deviated" : journal.status()) + ")");
            good &= journal.good();
            if (journal.status().equals("interrupted")) {
                return false;
            }
        }
        return good;
    }

    private List<Part> parts(String kind) throws IOException {
        Path in = folder.resolve(kind);
        if (!Files.isDirectory(in)) {
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        try (Stream<Path> files = Files.list(in)) {
            for (Path file : files.filter(VerifyCommand::isExperiment).sorted().toList()) {
                parts.add(new Part(file, player.read(file, variables)));
            }
        }
        return parts;
    }

    private static boolean isExperiment(Path file) {
        String name = file.toString();
        return name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }
}
