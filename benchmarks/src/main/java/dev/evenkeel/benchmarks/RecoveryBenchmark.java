package dev.evenkeel.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Breaks backends and measures how long they stay broken. Started by {@code benchmarks/recovery.sh}, which has started
 * their keeper; needs nothing but the JDK, so it runs from its source.
 *
 * <p>A recovery lasts from the first bad answer to the first of five good ones in a row, as a caller straight at the
 * replica sees them. The backend's own notes ({@code --events}) split it: until it was told to stop (detection), until
 * it had ended (kill), until its last successor began (back-off), until that one answered (cold start).
 */
public final class RecoveryBenchmark {
    private static final Duration PERIOD = Duration.ofMillis(25);
    private static final int TIMEOUT_MILLIS = 500;
    private static final int GOOD_IN_A_ROW = 5;
    private static final Duration STAGGER = Duration.ofMillis(700);
    /** Between a recovery and the next fault: a service that fails many times an hour, not one that can't start. */
    private static final Duration CALM = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> PARTS = List.of("total", "detection", "kill", "back-off", "cold start");

    private final PrintStream out;

    RecoveryBenchmark(PrintStream out) {
        this.out = out;
    }

    /** Arguments: {@code measure KEEPER FAULT PORTS ROUNDS CAP EVENTS RESULTS}, or {@code report RESULTS}. */
    public static void main(String... args) throws IOException, InterruptedException {
        var benchmark = new RecoveryBenchmark(System.out);
        if (args.length == 2 && args[0].equals("report")) {
            benchmark.report(Path.of(args[1]));
            return;
        }
        int[] ports =
                Arrays.stream(args[3].split(",")).mapToInt(Integer::parseInt).toArray();
        var plan = new Plan(
                args[1],
                args[2],
                Integer.parseInt(args[4]),
                Duration.ofSeconds(Long.parseLong(args[5])),
                Path.of(args[6]),
                Path.of(args[7]));
        List<Thread> replicas = new ArrayList<>();
        for (int i = 0; i < ports.length; i++) {
            int port = ports[i];
            Duration wait = STAGGER.multipliedBy(i);
            replicas.add(Thread.ofVirtual().start(() -> benchmark.rounds(plan, port, wait)));
        }
        for (Thread replica : replicas) {
            replica.join();
        }
    }

    /** @param cap how long a recovery is waited for */
    private record Plan(String keeper, String fault, int rounds, Duration cap, Path events, Path results) {
        String order() {
            return fault.equals("slow-start") ? "exit" : fault;
        }
    }

    /** What the backend noted. */
    private record Event(long millis, long pid, int port, String word) {
        static Event of(String line) {
            String[] words = line.split(" ", -1);
            return new Event(Long.parseLong(words[0]), Long.parseLong(words[1]), Integer.parseInt(words[2]), words[3]);
        }
    }

    private void rounds(Plan plan, int port, Duration wait) {
        try {
            boolean alive = good(port, PATIENCE).isPresent();
            Thread.sleep(CALM.plus(wait)); // until the keeper has noticed as well
            for (int round = 1; round <= plan.rounds(); round++) {
                Optional<String> result = alive ? recovery(plan, port) : Optional.empty();
                alive = result.isPresent();
                write(plan, port, round, result.orElse("never"));
                Thread.sleep(CALM);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One fault and what became of it; empty when nothing did. */
    private static Optional<String> recovery(Plan plan, int port) throws IOException, InterruptedException {
        int told = ask("POST", "/faults?crash=" + plan.order(), port);
        if (told != 200 && told != 0) { // an exit may come before its answer
            throw new IOException("the backend on port " + port + " takes no faults: " + told);
        }
        long begin;
        do {
            begin = System.currentTimeMillis();
        } while (ask("GET", "/probe/data", port) == 200);
        Optional<Long> good = good(port, plan.cap());
        if (good.isEmpty()) {
            return Optional.empty();
        }
        List<Event> events = events(plan.events(), port, begin - TIMEOUT_MILLIS, good.get());
        long began = last(events, "began").orElse(begin);
        long ended = first(events, "ended").orElse(began);
        long stopping = first(events, "stopping").filter(it -> it <= ended).orElse(Math.min(begin, ended));
        return Optional.of(String.join(
                " ",
                "" + (good.get() - begin),
                "" + Math.max(0, stopping - begin),
                "" + Math.max(0, ended - Math.max(stopping, begin)),
                "" + Math.max(0, began - Math.max(ended, begin)),
                "" + (good.get() - Math.max(began, begin))));
    }

    private static Optional<Long> first(List<Event> events, String word) {
        return events.stream()
                .filter(it -> it.word().equals(word))
                .map(Event::millis)
                .findFirst();
    }

    private static Optional<Long> last(List<Event> events, String word) {
        return events.stream()
                .filter(it -> it.word().equals(word))
                .map(Event::millis)
                .reduce((_, it) -> it);
    }

    private static List<Event> events(Path file, int port, long from, long to) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(Event::of)
                    .filter(it -> it.port() == port && it.millis() >= from && it.millis() <= to)
                    .toList();
        }
    }

    /** When the first of so many good answers came; empty when none did in time. */
    private static Optional<Long> good(int port, Duration cap) throws InterruptedException {
        long end = System.currentTimeMillis() + cap.toMillis();
        long since = 0;
        int inARow = 0;
        while (inARow < GOOD_IN_A_ROW) {
            if (System.currentTimeMillis() > end) {
                return Optional.empty();
            }
            boolean fine = ask("GET", "/probe/data", port) == 200;
            if (fine && inARow == 0) {
                since = System.currentTimeMillis();
            }
            inARow = fine ? inARow + 1 : 0;
            Thread.sleep(PERIOD);
        }
        return Optional.of(since);
    }

    /** The status; 0 when there was none. */
    private static int ask(String method, String path, int port) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] head = socket.getInputStream().readNBytes(12);
            return head.length < 12 ? 0 : Integer.parseInt(new String(head, 9, 3, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return 0;
        }
    }

    private synchronized void write(Plan plan, int port, int round, String result) throws IOException {
        String line = plan.keeper() + " " + plan.fault() + " " + result;
        Files.writeString(plan.results(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out.println(line + " (port " + port + ", fault " + round + ")");
    }

    private void report(Path results) throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(results)) {
            String[] words = line.split(" ", 3);
            rows.computeIfAbsent(words[1] + " " + words[0], _ -> new ArrayList<>())
                    .add(words[2]);
        }
        out.println("Seconds: p50 / p95 / max");
        String format = "%-11s %-20s %4s %-9s" + " %-20s".repeat(PARTS.size()) + "%n";
        List<Object> header = new ArrayList<>(List.of("fault", "keeper", "n", "never"));
        header.addAll(PARTS);
        out.printf(Locale.ROOT, format, header.toArray());
        rows.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(row -> {
            String[] names = row.getKey().split(" ", 2);
            List<Object> cells =
                    new ArrayList<>(List.of(names[0], names[1], row.getValue().size()));
            List<long[]> recovered = row.getValue().stream()
                    .filter(it -> !it.equals("never"))
                    .map(it -> Arrays.stream(it.split(" ", -1))
                            .mapToLong(Long::parseLong)
                            .toArray())
                    .toList();
            cells.add(row.getValue().size() - recovered.size());
            for (int part = 0; part < PARTS.size(); part++) {
                int which = part;
                cells.add(summary(
                        recovered.stream().mapToLong(it -> it[which]).sorted().toArray(),
                        row.getValue().size()));
            }
            out.printf(Locale.ROOT, format, cells.toArray());
        });
    }

    /** Of all faults: what never ended is longer than everything that did. */
    private static String summary(long[] sorted, int all) {
        if (sorted.length == 0) {
            return "never";
        }
        return Stream.of(0.5, 0.95, 1.0)
                .map(quantile -> (int) Math.ceil(quantile * all) - 1)
                .map(rank -> rank < sorted.length ? String.format(Locale.ROOT, "%.2f", sorted[rank] / 1000.0) : "never")
                .reduce((a, b) -> a + " / " + b)
                .orElse("");
    }
}
