package dev.evenkeel.server.cli;

import dev.evenkeel.server.chaos.Latency;
import dev.evenkeel.server.chaos.backend.BackendSettings;
import dev.evenkeel.server.chaos.backend.ChaoticBackend;
import dev.evenkeel.server.chaos.backend.Crash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code evenkeel sample chaotic-backend}: runs {@link ChaoticBackend} until it crashes or is stopped. */
@Command(
        name = "chaotic-backend",
        description = {
            "A backend that starts slowly and crashes: GET /, /health/live, /health/ready and /probe/data.",
            "",
            "It answers 503 while it starts, 200 while it runs, and breaks at the end of its life: 500 on every path, or"
                    + " the process exits (with 1), or it takes requests and answers none, or it fills its memory and then"
                    + " answers 500. Only a new process helps.",
            "",
            "How long it starts and lives and how it breaks is a function of the seed, of the replica"
                    + " (EVENKEEL_REPLICA, otherwise the port), and of the number of its start (--start or EVENKEEL_START;"
                    + " 1 by default): replicas with one seed live differently, and with numbered starts so does each of"
                    + " them from start to start. Without --seed every process draws its own.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  evenkeel sample chaotic-backend --port 3000 --seed 42",
            "  evenkeel sample chaotic-backend --mean-life 60s --cold-start p50=3s,p99=12s --crash 500,hang",
            "  evenkeel sample chaotic-backend --release 2.0.0-bad --fail 0.3 --mean-life 6s",
            "  evenkeel sample chaotic-backend --mean-life forever --cold-start 0 --allow-faults &",
            "  curl -X POST 'http://127.0.0.1:3000/faults?crash=hang'"
        },
        sortOptions = false)
final class ChaoticBackendCommand extends SampleCommand {
    private static final String FOREVER = "forever";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:PORT:-3000}",
            description = "Port, 0 for a free one (PORT, otherwise 3000).")
    private int port;

    @Option(names = "--seed", paramLabel = "N", description = "Decides what is left to chance (a new one each time).")
    private @Nullable Long seed;

    @Option(
            names = "--start",
            paramLabel = "N",
            defaultValue = "${env:EVENKEEL_START:-1}",
            description = "The number of this start of the replica (EVENKEEL_START, otherwise 1).")
    private int start;

    @Option(
            names = "--mean-life",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long it runs before it breaks, on average: exponentially distributed, or forever"
                    + " (${DEFAULT-VALUE}).")
    private String meanLife = "60s";

    @Option(
            names = "--cold-start",
            paramLabel = "TIME",
            defaultValue = "p50=3s,p99=12s",
            converter = LatencyConverter.class,
            description = "How long it answers 503 first: log-normal by its median and 99th percentile, or one duration"
                    + " (${DEFAULT-VALUE}).")
    private Latency coldStart = new Latency(Duration.ofSeconds(3), Duration.ofSeconds(12));

    @Option(
            names = "--crash",
            paramLabel = "HOW",
            defaultValue = "mixed",
            converter = CrashConverter.class,
            description = "How it breaks: 500, exit, hang or leak, several with commas, or mixed for any of them"
                    + " (${DEFAULT-VALUE}).")
    private Crashes crashes = new Crashes(Crash.parse("mixed"));

    @Option(
            names = "--latency",
            paramLabel = "TIME",
            defaultValue = "p50=2ms,p99=20ms",
            converter = LatencyConverter.class,
            description = "How long / and /probe/data take: log-normal, or one duration (${DEFAULT-VALUE}).")
    private Latency latency = new Latency(Duration.ofMillis(2), Duration.ofMillis(20));

    @Option(
            names = "--latency-creep",
            paramLabel = "TIME",
            defaultValue = "0ms",
            converter = DurationConverter.class,
            description = "Slower the longer it lives: what each minute adds to the latency (${DEFAULT-VALUE}).")
    private Duration creep = Duration.ZERO;

    @Option(
            names = "--fail",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "A bad release: the share of requests to / and /probe/data that get a 500 while it runs and"
                    + " says that it is ready (${DEFAULT-VALUE}).")
    private double fail;

    @Option(
            names = "--release",
            paramLabel = "VERSION",
            defaultValue = "${env:EVENKEEL_VERSION:-1.0.0}",
            description = "The version in its banner (EVENKEEL_VERSION, otherwise 1.0.0).")
    private String release = "1.0.0";

    @Option(
            names = "--allow-faults",
            description = "Takes POST /faults?… from anyone who can reach it: crash=500|exit|hang|leak, fail=SHARE,"
                    + " latency=TIME, memory=MEBIBYTES, cut=TIME (from the network).")
    private boolean allowFaults;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "Appends a line with the time when it began, is told to stop, and ended; for measurements.")
    private @Nullable Path events;

    @Mixin
    final HelpOption help = new HelpOption();

    ChaoticBackendCommand(Io io, StopSignal stop) {
        super(io, stop);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BackendSettings settings = settings();
        stop.serving();
        try (ChaoticBackend backend = ChaoticBackend.start(address(port), settings, allowFaults, System::nanoTime)) {
            io.line("chaotic-backend " + release + " listens on " + url(backend.port()) + ", seed "
                    + settings.seed() + ", replica " + settings.replica() + ", start " + start + ": "
                    + String.join(", ", backend.story()));
            var chronicle = new EventFile(events, Clock.systemUTC(), backend.port());
            chronicle.began();
            Thread.ofVirtual().name("stop").start(() -> stopWhenTold(backend, chronicle));
            int code = backend.run();
            chronicle.now("ended");
            io.line("chaotic-backend " + (code == 0 ? "was stopped" : "crashed"));
            return code;
        }
    }

    private void stopWhenTold(ChaoticBackend backend, EventFile chronicle) {
        try {
            stop.await();
            chronicle.now("stopping");
        } catch (IOException e) {
            io.err().println("evenkeel: " + Failures.describe(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            backend.stop();
        }
    }

    private BackendSettings settings() {
        try {
            return new BackendSettings(
                    release,
                    seed == null ? System.nanoTime() ^ ProcessHandle.current().pid() << 48 : seed,
                    io.environment().getOrDefault("EVENKEEL_REPLICA", Integer.toString(port)),
                    start,
                    coldStart,
                    life(),
                    crashes.list(),
                    latency,
                    creep,
                    fail);
        } catch (IllegalArgumentException | TypeConversionException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Duration> life() {
        return meanLife.equals(FOREVER) ? Optional.empty() : Optional.of(new DurationConverter().convert(meanLife));
    }

    /** A list of its own, as picocli would take a list for an option given several times. */
    record Crashes(List<Crash> list) {}

    /** Reads {@code mixed} and {@code 500,hang}. */
    static final class CrashConverter implements ITypeConverter<Crashes> {
        @Override
        public Crashes convert(String text) {
            try {
                return new Crashes(Crash.parse(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
