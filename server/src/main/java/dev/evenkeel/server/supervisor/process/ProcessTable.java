package dev.evenkeel.server.supervisor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What runs on this machine, as {@code /proc} shows it (proc(5)). */
public final class ProcessTable {
    /** Where the fields begin that follow the command's name, counted from {@code state} as 0. */
    private static final int PARENT = 1;

    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int THREADS = 17;
    private static final int START = 19;
    private static final int RESIDENT = 21;
    private static final long PAGE = 4096;
    private static final Path PROC = Path.of("/proc");
    private static final Path BOOT_ID = PROC.resolve("sys/kernel/random/boot_id");

    private final Path proc;
    private final String bootId;

    private ProcessTable(Path proc, String bootId) {
        this.proc = proc;
        this.bootId = bootId;
    }

    /** Whether this machine can tell of its processes in the way that is needed here. */
    public static boolean isAvailable() {
        return Files.isReadable(BOOT_ID);
    }

    /** @throws IOException when this isn't Linux */
    public static ProcessTable open() throws IOException {
        if (!isAvailable()) {
            throw new IOException("the role supervisor needs Linux with /proc: leave it out of roles on this machine");
        }
        return new ProcessTable(PROC, Files.readString(BOOT_ID).strip());
    }

    /**
     * One process at one moment.
     *
     * @param dead a zombie: over, but its parent hasn't asked how it ended
     * @param group its process group
     * @param session a process of ours begins one, with all that it starts in it
     * @param residentBytes of memory, those shared with others included
     */
    public record Entry(
            long pid,
            boolean dead,
            long parent,
            long group,
            long session,
            int threads,
            long startTicks,
            long residentBytes) {}

    /** The process that has this pid now, whichever that is. */
    public Optional<Entry> find(long pid) {
        try {
            return parse(Files.readString(proc.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The name for good of the process that has this pid now; empty when it is over. */
    public Optional<ProcessKey> key(long pid) {
        return find(pid).map(entry -> new ProcessKey(pid, entry.startTicks(), bootId));
    }

    /** Whether the process still runs. */
    public boolean isAlive(ProcessKey key) {
        return key.bootId().equals(bootId)
                && find(key.pid())
                        .filter(entry -> !entry.dead() && entry.startTicks() == key.startTicks())
                        .isPresent();
    }

    /** Whether the pid belongs to another process by now. */
    public boolean isReused(ProcessKey key) {
        return !key.bootId().equals(bootId)
                || find(key.pid())
                        .filter(entry -> entry.startTicks() != key.startTicks())
                        .isPresent();
    }

    /** All processes there are. */
    public List<Entry> all() throws IOException {
        var entries = new ArrayList<Entry>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path folder : folders) {
                find(Long.parseLong(folder.getFileName().toString())).ifPresent(entries::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    /** The words that a process was started with; empty when it is over or isn't ours to look at. */
    public List<String> words(long pid) {
        try {
            byte[] line = Files.readAllBytes(proc.resolve(pid + "/cmdline"));
            return List.of(new String(line, StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A variable of the environment that a process was started with; empty as above. */
    public Optional<String> variable(long pid, String name) {
        try {
            byte[] environment = Files.readAllBytes(proc.resolve(pid + "/environ"));
            return Stream.of(new String(environment, StandardCharsets.UTF_8).split("\0", -1))
                    .filter(variable -> variable.startsWith(name + "="))
                    .map(variable -> variable.substring(name.length() + 1))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<Entry> parse(String stat) {
        // The name stands in parentheses and may hold any character, more of those too.
        int name = stat.lastIndexOf(')');
        if (name < 0) {
            return Optional.empty();
        }
        long pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
        String[] fields = stat.substring(name + 2).split(" ", -1);
        if (fields.length <= RESIDENT) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                pid,
                fields[0].equals("Z") || fields[0].equals("X"),
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[GROUP]),
                Long.parseLong(fields[SESSION]),
                Integer.parseInt(fields[THREADS]),
                Long.parseLong(fields[START]),
                Long.parseLong(fields[RESIDENT]) * PAGE));
    }
}
