package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs commands in this process with captured streams. */
final class CliRun {
    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("EVENKEEL_CONFIG", ""));
    private Launcher launcher = CliRun::refuse;
    private StopSignal stop = new StopSignal();
    private byte[] in = new byte[0];
    private boolean terminal;
    private long lines = Long.MAX_VALUE;

    record Result(int code, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }
    }

    private static Launcher.Running refuse(EvenkeelConfig config, ConfigSources sources) {
        throw new IllegalStateException("no server was expected");
    }

    CliRun with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    CliRun against(Object registry) {
        return with("EVENKEEL_REGISTRY", registry);
    }

    CliRun launching(Launcher launcher, StopSignal stop) {
        this.launcher = launcher;
        this.stop = stop;
        return this;
    }

    CliRun reading(byte[] in) {
        this.in = in.clone();
        return this;
    }

    CliRun onTerminal() {
        terminal = true;
        return this;
    }

    /** The reader of standard output leaves after so many lines, as {@code head} does. */
    CliRun readingUpTo(long lines) {
        this.lines = lines;
        return this;
    }

    Result run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var io = new Io(
                new ByteArrayInputStream(in),
                new PrintStream(new Pipe(out, lines), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                terminal,
                terminal);
        int code = new Cli(io, launcher, stop).run(args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Breaks when it has taken so many lines. */
    private static final class Pipe extends FilterOutputStream {
        private long left;

        Pipe(OutputStream out, long lines) {
            super(out);
            this.left = lines;
        }

        @Override
        public void write(int next) throws IOException {
            if (left == 0) {
                throw new IOException("Broken pipe");
            }
            out.write(next);
            if (next == '\n') {
                left--;
            }
        }
    }
}
