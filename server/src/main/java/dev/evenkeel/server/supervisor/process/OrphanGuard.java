package dev.evenkeel.server.supervisor.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A small shell that outlives the supervisor and ends what that left running, unless another takes over in time. It
 * waits on a pipe whose other end only the supervisor has, so that it notices any end of it, and costs nothing until
 * then.
 */
public final class OrphanGuard implements AutoCloseable {
    /**
     * Arguments: the folder of the runs, how long to wait in seconds, the file that names the supervisor in charge, and
     * what it says for this one.
     */
    private static final String SHELL = """
            cat >/dev/null
            sleep "$2"
            [ "$(cat "$3" 2>/dev/null)" = "$4" ] || exit 0
            each() {
              for stat in /proc/[0-9]*; do
                if tr '\\0' '\\n' <"$stat/cmdline" 2>/dev/null | grep -qF "$2/"; then
                  tr '\\0' '\\n' <"$stat/cmdline" 2>/dev/null | grep -qxF %s && kill -s "$1" -- "-${stat#/proc/}" 2>/dev/null
                fi
              done
            }
            each TERM "$1"; sleep 5; each KILL "$1"
            """.formatted(Launcher.MARK);

    private final Process shell;
    private final Posix posix = new Posix();

    private OrphanGuard(Process shell) {
        this.shell = shell;
    }

    /**
     * Begins to watch over this process.
     *
     * @param runs the folder given to the {@link Launcher}
     * @param patience how long another supervisor has to come
     */
    public static OrphanGuard start(Path runs, Duration patience) throws IOException {
        Path folder = runs.toAbsolutePath().normalize();
        Path inCharge = folder.resolveSibling("in-charge");
        String name = ProcessHandle.current().pid() + " " + System.nanoTime();
        Files.createDirectories(folder);
        Files.writeString(inCharge, name);
        Process shell = new ProcessBuilder(
                        "setsid",
                        "sh",
                        "-c",
                        SHELL,
                        "evenkeel-guard",
                        folder.toString(),
                        String.valueOf(Math.max(1, patience.toSeconds())),
                        inCharge.toString(),
                        name)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        return new OrphanGuard(shell);
    }

    /** As if the supervisor had ended. */
    public void letGo() throws IOException {
        shell.getOutputStream().close();
    }

    /** There is nothing left to watch over. */
    @Override
    public void close() throws IOException {
        posix.killGroup(shell.pid(), Signal.KILL);
    }
}
