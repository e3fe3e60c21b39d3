package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.Exit;
import dev.evenkeel.server.supervisor.log.AppLog;
import dev.evenkeel.server.supervisor.log.OutputPump;
import dev.evenkeel.server.supervisor.process.RunningProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process of a replica: reads what it writes, and finds out how it ended. */
final class ReplicaProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaProcess.class);

    /** For the last words of a process, which often say why it ended. */
    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    private static final int LAST_WORDS_SHOWN = 300;

    private final Kit kit;
    private final AppLog log;
    private final String replica;
    private final String version;
    private final RunningProcess running;
    private final Instant since;
    private volatile @Nullable String lastError;

    ReplicaProcess(Kit kit, AppLog log, String replica, String version, RunningProcess running, Instant since) {
        this.kit = kit;
        this.log = log;
        this.replica = replica;
        this.version = version;
        this.running = running;
        this.since = since;
    }

    RunningProcess running() {
        return running;
    }

    /** Since when it is known here. */
    Instant since() {
        return since;
    }

    /**
     * Reads its output, and waits for its end.
     *
     * @param notes is told what is worth knowing, on any thread
     * @param ended is told once how it ended, on the loop
     */
    void begin(Consumer<String> notes, Consumer<Exit> ended) {
        var pump = new OutputPump(log, kit.loop()::now, replica, version, notes);
        pump.start(running.out(), "stdout", _ -> {});
        Thread errors = pump.start(running.err(), "stderr", line -> lastError = line);
        running.onExit()
                .whenComplete((_, _) -> kit.loop().work(() -> {
                    bury();
                    try {
                        errors.join(LAST_WORDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Exit exit = exit();
                    forget();
                    kit.loop().post(() -> ended.accept(exit));
                }));
    }

    private void bury() {
        try {
            running.endRest();
        } catch (IOException e) {
            LOG.warn("{} {}: what its process left behind may still run", log.app(), replica, e);
        }
    }

    private void forget() {
        try {
            running.forget();
        } catch (IOException e) {
            LOG.warn("{} {}: can't tidy up after its process", log.app(), replica, e);
        }
    }

    private Exit exit() {
        OptionalInt code = running.exitCode();
        if (code.isEmpty()) {
            return new Exit(null, 9, "killed");
        }
        int value = code.getAsInt();
        String words = lastError;
        String tail = words == null || words.isBlank()
                ? ""
                : "; last error line: "
                        + (words.length() > LAST_WORDS_SHOWN ? words.substring(0, LAST_WORDS_SHOWN) + "…" : words);
        Exit plain = value > 128 && value < 160 ? Exit.signal(value - 128) : Exit.code(value);
        return new Exit(plain.code(), plain.signal(), plain.detail() + tail);
    }
}
