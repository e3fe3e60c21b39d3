package dev.evenkeel.server.supervisor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Has commands run as another user, by {@code setpriv(1)}. Safe for use by many threads. */
public final class RunAs {
    private static final int ROOT = 0;

    private final int own;
    /** Users change rarely, and a probe may ask every second. */
    private final Map<String, Ids> known = new ConcurrentHashMap<>();

    private record Ids(int user, int group) {}

    /** @param own the id of the user that this program runs as */
    RunAs(int own) {
        this.own = own;
    }

    /** @throws IOException when it can't be told which user this program runs as */
    public static RunAs thisProgram() throws IOException {
        return new RunAs((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /**
     * The words to put before a command.
     *
     * @param user null for this program's own
     * @throws CannotStartException when there is no such user, or it takes root to become it
     */
    public List<String> words(@Nullable String user) throws CannotStartException {
        if (user == null) {
            return List.of();
        }
        Ids ids = known.get(user);
        if (ids == null) {
            ids = new Ids(ask("-u", user), ask("-g", user));
            known.put(user, ids);
        }
        if (ids.user() == own) {
            return List.of();
        }
        if (own != ROOT) {
            throw new CannotStartException("only root can run a command as " + user + ", and this program runs as user "
                    + own + ": start it as root, or leave user out");
        }
        return List.of(
                "setpriv", "--reuid=" + ids.user(), "--regid=" + ids.group(), "--init-groups", "--no-new-privs", "--");
    }

    private static int ask(String what, String user) throws CannotStartException {
        try {
            Process process = new ProcessBuilder("id", what, "--", user)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return Integer.parseInt(answer);
            }
        } catch (IOException | NumberFormatException e) {
            throw new CannotStartException("can't find out about the user " + user + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CannotStartException("the user " + user + " doesn't exist on this machine");
    }
}
