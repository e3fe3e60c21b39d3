package dev.evenkeel.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What runs on this machine, seen from outside: {@code /proc} (proc(5)), and nothing that the program says of itself. */
final class Processes {
    private static final Path PROC = Path.of("/proc");
    /** Fields of {@code stat}, counted from the one after the name. */
    private static final int STATE = 0;

    private static final int SESSION = 3;
    private static final int START = 19;
    /** Columns of {@code net/tcp}. */
    private static final int LOCAL = 1;

    private static final int TCP_STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENS = "0A";

    private Processes() {}

    /** A process for good: a pid is given to another one sooner or later, but not with the same start time. */
    record Identity(long pid, long startTicks) {}

    /**
     * @param session the pid of its session's leader
     * @param words it was started with
     */
    record Seen(Identity identity, long session, List<String> words) {
        long pid() {
            return identity.pid();
        }

        /** The word that follows this one. */
        Optional<String> after(String word) {
            int index = words.indexOf(word);
            return index < 0 || index + 1 >= words.size() ? Optional.empty() : Optional.of(words.get(index + 1));
        }
    }

    /** The process that has this pid now; empty when there is none, or it is over. */
    static Optional<Seen> find(long pid) {
        try {
            Path folder = PROC.resolve(String.valueOf(pid));
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name stands in parentheses and may hold any character.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            List<String> words = List.of(
                    new String(Files.readAllBytes(folder.resolve("cmdline")), StandardCharsets.UTF_8).split("\0", -1));
            return fields[STATE].equals("Z") || fields[STATE].equals("X")
                    ? Optional.empty()
                    : Optional.of(new Seen(
                            new Identity(pid, Long.parseLong(fields[START])), Long.parseLong(fields[SESSION]), words));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static List<Seen> all() throws IOException {
        List<Seen> all = new ArrayList<>();
        for (long pid : pids()) {
            find(pid).ifPresent(all::add);
        }
        return all;
    }

    private static List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            folders.forEach(folder -> pids.add(Long.valueOf(folder.getFileName().toString())));
        }
        return pids;
    }

    /** Of each of these TCP ports, the pids of all that listen on it. */
    static Map<Integer, Set<Long>> listeners(Set<Integer> ports) throws IOException {
        Map<String, Integer> sockets = new HashMap<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(PROC.resolve(table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns[TCP_STATE].equals(LISTENS)) {
                    String local = columns[LOCAL];
                    int port = Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16);
                    if (ports.contains(port)) {
                        sockets.put("socket:[" + columns[INODE] + "]", port);
                    }
                }
            }
        }
        Map<Integer, Set<Long>> holders = new HashMap<>();
        for (long pid : pids()) {
            for (String file : open(pid)) {
                Integer port = sockets.get(file);
                if (port != null) {
                    holders.computeIfAbsent(port, _ -> new HashSet<>()).add(pid);
                }
            }
        }
        return holders;
    }

    /** What a process has open; nothing when it is over by now, or another user's, whom we started nothing as. */
    private static List<String> open(long pid) {
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
            for (Path file : files) {
                open.add(Files.readSymbolicLink(file).toString());
            }
        } catch (IOException e) {
            // As above; what was seen until then counts.
        }
        return open;
    }
}
