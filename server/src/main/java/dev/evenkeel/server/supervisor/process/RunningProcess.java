package dev.evenkeel.server.supervisor.process;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** A process that was started here, now or before the supervisor was started again. */
public final class RunningProcess {
    private final ProcessKey key;
    private final Path run;
    private final ProcessHandle handle;
    private final Launcher.Output output;
    private final ProcessTable table;
    private final Posix posix;

    RunningProcess(
            ProcessKey key, Path run, ProcessHandle handle, Launcher.Output output, ProcessTable table, Posix posix) {
        this.key = key;
        this.run = run;
        this.handle = handle;
        this.output = output;
        this.table = table;
        this.posix = posix;
    }

    public ProcessKey key() {
        return key;
    }

    /** What it writes to standard output. Reading ends some time after the process. */
    public ReadableByteChannel out() {
        return output.out();
    }

    /** What it writes to standard error. */
    public ReadableByteChannel err() {
        return output.err();
    }

    public boolean isAlive() {
        return table.isAlive(key);
    }

    /** Done when the process has ended; what it started may live on. */
    public CompletionStage<?> onExit() {
        return handle.onExit();
    }

    /**
     * Sends a signal to the process and all that it started. Never reaches a process that has got the same pid since.
     *
     * @return whether there was anyone to get it
     */
    public boolean signal(Signal signal) throws IOException {
        return !table.isReused(key) && posix.killGroup(key.pid(), signal);
    }

    /** Ends the process and all of its session, groups that it made of its own too. */
    public void kill() throws IOException {
        signal(Signal.KILL);
        if (table.isReused(key)) {
            return;
        }
        for (ProcessTable.Entry entry : table.all()) {
            if (entry.session() == key.pid() && entry.group() != key.pid() && !entry.dead()) {
                posix.killGroup(entry.group(), Signal.KILL);
            }
        }
    }

    /** What it returned, 128 and the signal's number when that ended it; empty when nobody could note it. */
    public OptionalInt exitCode() {
        try {
            String text = Files.readString(run.resolve("exit")).strip();
            return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
        } catch (IOException | NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** After its end: ends what it left behind. Its output can be read to the end. */
    public void endRest() throws IOException {
        kill();
        output.release();
    }

    /** After its end: forgets about it. */
    public void forget() throws IOException {
        delete(run);
    }

    /** Reads no more of its output, and leaves it alone. */
    public void letGo() {
        output.close();
    }

    static void delete(Path run) throws IOException {
        for (String name : new String[] {"out", "err", "exit"}) {
            Files.deleteIfExists(run.resolve(name));
        }
        Files.deleteIfExists(run);
    }
}
