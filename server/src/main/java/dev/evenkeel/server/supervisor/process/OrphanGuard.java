package dev.evenkeel.server.supervisor.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
            runs=$1 patience=$2 file=$3 me=$4
            in_charge() { [ "$(cat "$file" 2>/dev/null)" = "$me" ]; }
            each() {
              for stat in /proc/[0-9]*; do
                if tr '\\0' '\\n' <"$stat/cmdline" 2>/dev/null | grep -qF "$runs/"; then
                  tr '\\0' '\\n' <"$stat/cmdline" 2>/dev/null | grep -qxF %s && kill -s "$1" -- "-${stat#/proc/}" 2>/dev/null
                fi
              done
            }
            cat >/dev/null
            sleep "$patience"
            in_charge || exit 0
            each TERM
            sleep 5
            in_charge || exit 0 # what runs by now may be another's
            each KILL
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
        // Only now, and at once: until then the guard of the supervisor before is the one that counts.
        Path fresh = Files.writeString(folder.resolveSibling("in-charge.new"), name);
        Files.move(fresh, inCharge, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
