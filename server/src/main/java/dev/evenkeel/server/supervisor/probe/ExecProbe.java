package dev.evenkeel.server.supervisor.probe;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Asks by commands, each on a thread of its own. */
final class ExecProbe implements AutoCloseable {
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("exec-probe-", 0).factory());

    private final CommandRun commands;

    ExecProbe(CommandRun commands) {
        this.commands = commands;
    }

    void ask(Question.Exec question, Duration timeout, Consumer<Answer> answer) {
        threads.execute(() -> answer.accept(commands.run(question, timeout)));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
