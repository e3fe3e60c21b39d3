package dev.evenkeel.server.chaos.experiment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Signals to the process groups of replicas. Whoever was stopped goes on in the end, whatever happens. */
final class Signals {
    private static final Duration STOPPED = Duration.ofMillis(180);
    private static final Duration RUNNING = Duration.ofMillis(20);

    private Signals() {}

    static void kill(List<Long> pids) throws IOException, InterruptedException {
        send("KILL", pids);
    }

    static void pause(List<Long> pids, Duration time) throws IOException, InterruptedException {
        try {
            send("STOP", pids);
            Thread.sleep(time);
        } finally {
            resume(pids);
        }
    }

    /** Lets them run for a tenth of the time. */
    static void slow(List<Long> pids, Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (System.nanoTime() - end < 0) {
                send("STOP", pids);
                Thread.sleep(STOPPED);
                send("CONT", pids);
                Thread.sleep(RUNNING);
            }
        } finally {
            resume(pids);
        }
    }

    private static void resume(List<Long> pids) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            send("CONT", pids);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** To the groups; to a process alone when it leads none. One that has ended meanwhile is left alone. */
    private static void send(String signal, List<Long> pids) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "s=$1; shift; for p; do kill -s $s -- -$p 2>/dev/null || kill -s $s $p; done",
                "sh",
                signal));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
