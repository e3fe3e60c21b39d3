package dev.evenkeel.server.supervisor.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts processes so that they can be found again, and ended with all that they started.
 *
 * <p>Each runs in a session and process group of its own under a small shell, which notes how it ended: nobody else
 * could after the supervisor was killed and started again. Its output goes to named pipes, which outlive the
 * supervisor as well: a process neither loses lines nor is ended by a broken pipe while nobody reads; it waits when a
 * pipe is full.
 */
public final class Launcher {
    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    /**
     * Arguments: the folder for this run, then the command. The shell passes no signal on, since they are sent to the
     * whole group; it only has to live until the command has ended.
     */
    private static final String SHELL =
            "exec </dev/null 1<>\"$1/out\" 2<>\"$1/err\"; run=$1; shift; trap : HUP INT QUIT TERM USR1 USR2;"
                    + " \"$@\"; code=$?; echo $code >\"$run/exit\"; exit $code";

    static final String MARK = "evenkeel-replica";

    /** Has the folder of the run in the environment of all that it started, however far it went. */
    private static final String RUN = "EVENKEEL_RUN";

    private final Path runs;
    private final ProcessTable table;
    private final RunAs runAs;
    private final Posix posix = new Posix();

    /** @param runs has a folder for each process that runs */
    public Launcher(Path runs, ProcessTable table, RunAs runAs) {
        this.runs = runs.toAbsolutePath().normalize();
        this.table = table;
        this.runAs = runAs;
    }

    /**
     * Starts a process.
     *
     * @throws CannotStartException when the command, its folder or its user isn't there
     */
    public RunningProcess start(Launch launch) throws IOException {
        Path run = runs.resolve(launch.id());
        Map<String, String> environment = environment(launch);
        environment.put(RUN, run.toString());
        Commands.check(launch, Optional.ofNullable(environment.get("PATH")));
        Files.createDirectories(run);
        posix.makePipe(run.resolve("out"));
        posix.makePipe(run.resolve("err"));
        Output output = Output.open(run);
        try {
            var builder = new ProcessBuilder(words(launch, run))
                    .directory(launch.folder().toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            ProcessKey key = table.key(process.pid()).orElseGet(() -> gone(process.pid()));
            return new RunningProcess(key, run, process.toHandle(), output, table, posix);
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    /** A process that was over before anybody could look. */
    private static ProcessKey gone(long pid) {
        return new ProcessKey(pid, -1, "");
    }

    /**
     * A process that this or an earlier supervisor started.
     *
     * @return empty when it is over
     */
    public Optional<RunningProcess> find(String id, ProcessKey key) throws IOException {
        Optional<ProcessHandle> handle = ProcessHandle.of(key.pid());
        if (handle.isEmpty() || !table.isAlive(key)) {
            return Optional.empty();
        }
        Path run = runs.resolve(id);
        return Optional.of(new RunningProcess(key, run, handle.get(), Output.open(run), table, posix));
    }

    /** The process that was started with this id, known or not, by a look at all that run. */
    public Map<String, ProcessKey> running() throws IOException {
        var found = new java.util.HashMap<String, ProcessKey>();
        for (ProcessTable.Entry entry : table.all()) {
            if (entry.group() == entry.pid() && !entry.dead()) {
                runOf(entry.pid()).ifPresent(id -> table.key(entry.pid()).ifPresent(key -> found.put(id, key)));
            }
        }
        return found;
    }

    private Optional<String> runOf(long pid) {
        List<String> words = table.words(pid);
        int mark = words.indexOf(MARK);
        return mark < 0 || mark + 1 >= words.size() ? Optional.empty() : nameOf(words.get(mark + 1));
    }

    private Optional<String> nameOf(String folder) {
        Path run = Path.of(folder);
        return runs.equals(run.getParent()) ? Optional.of(run.getFileName().toString()) : Optional.empty();
    }

    /** Ends what is left of runs other than these, and forgets about them. */
    public void tidy(Collection<String> keep) throws IOException {
        for (ProcessTable.Entry entry : table.all()) {
            Optional<String> run = table.variable(entry.pid(), RUN).flatMap(this::nameOf);
            if (run.isPresent() && !keep.contains(run.get())) {
                LOG.warn("ending process {}, which is left of {}", entry.pid(), run.get());
                // Its handle knows when it was started, and so reaches no other process.
                ProcessHandle.of(entry.pid())
                        .filter(_ -> table.find(entry.pid())
                                .filter(now -> now.startTicks() == entry.startTicks())
                                .isPresent())
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        if (!Files.isDirectory(runs)) {
            return;
        }
        try (var folders = Files.newDirectoryStream(runs)) {
            for (Path run : folders) {
                if (!keep.contains(run.getFileName().toString())) {
                    RunningProcess.delete(run);
                }
            }
        }
    }

    private List<String> words(Launch launch, Path run) throws CannotStartException {
        var words = new ArrayList<>(List.of("setsid", "sh", "-c", SHELL, MARK, run.toString()));
        Launch.Limits limits = launch.limits();
        if (limits.openFiles() > 0) {
            words.addAll(List.of("prlimit", "--nofile=" + limits.openFiles() + ":" + limits.openFiles(), "--"));
        }
        if (limits.niceness() > 0) {
            words.addAll(List.of("nice", "-n", String.valueOf(limits.niceness())));
        }
        words.addAll(runAs.words(launch.user()));
        words.addAll(launch.command());
        return words;
    }

    /** What the supervisor has, but for its own settings, among which are secrets. */
    private static Map<String, String> environment(Launch launch) {
        var environment = new java.util.TreeMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("EVENKEEL_") && !name.equals("EVENKEEL_JAVA_OPTS"));
        environment.putAll(launch.environment());
        return environment;
    }

    /** The ends of the two pipes that the supervisor reads. */
    record Output(FileChannel keep, FileChannel keepErrors, FileChannel out, FileChannel err) implements AutoCloseable {

        static Output open(Path run) throws IOException {
            // Opening a pipe waits for its other end; opened in both directions it is its own other end.
            FileChannel keep = FileChannel.open(run.resolve("out"), StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileChannel keepErrors =
                    FileChannel.open(run.resolve("err"), StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new Output(
                    keep,
                    keepErrors,
                    FileChannel.open(run.resolve("out"), StandardOpenOption.READ),
                    FileChannel.open(run.resolve("err"), StandardOpenOption.READ));
        }

        /** From now on reading ends when the last process has closed its end. */
        void release() {
            closeQuietly(keep);
            closeQuietly(keepErrors);
        }

        @Override
        public void close() {
            release();
            closeQuietly(out);
            closeQuietly(err);
        }

        private static void closeQuietly(FileChannel channel) {
            try {
                channel.close();
            } catch (IOException e) {
                // A pipe has nothing to flush.
            }
        }
    }
}
