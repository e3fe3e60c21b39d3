package dev.evenkeel.server.supervisor.probe;

import dev.evenkeel.server.supervisor.process.RunAs;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs a command; what isn't over in time is ended with all that it started. */
public final class CommandRun {
    private final RunAs runAs;

    public CommandRun(RunAs runAs) {
        this.runAs = runAs;
    }

    /** Runs it to its end or to the end of its time. */
    public Answer run(Question.Exec question, Duration timeout) {
        // timeout(1) ends the whole group, in a session of its own so that the group is nobody else's.
        String seconds = String.format(Locale.ROOT, "%.3f", timeout.toMillis() / 1000.0);
        var words = new ArrayList<>(List.of("setsid", "timeout", "--signal=KILL", seconds));
        try {
            words.addAll(runAs.words(question.user()));
            words.addAll(question.command());
            var builder = new ProcessBuilder(words)
                    .directory(question.folder().toFile())
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD);
            builder.environment().keySet().removeIf(name -> name.startsWith("EVENKEEL_"));
            builder.environment().putAll(question.environment());
            Process process = builder.start();
            try {
                if (!process.waitFor(timeout.toMillis() + 1000, TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    return Answer.timedOut(timeout.toMillis());
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                return Answer.failed("stopped");
            }
            return judge(process.exitValue(), question.command().getFirst(), timeout);
        } catch (IOException e) {
            return Answer.failed(String.valueOf(e.getMessage()));
        }
    }

    private static Answer judge(int code, String program, Duration timeout) {
        return switch (code) {
            case 0 -> Answer.passed("exit code 0");
            case 137 -> Answer.timedOut(timeout.toMillis());
            case 126 -> Answer.failed(program + " can't be executed");
            case 127 -> Answer.failed("the command " + program + " doesn't exist");
            default -> Answer.failed("exit code " + code);
        };
    }
}
