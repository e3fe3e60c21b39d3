package dev.evenkeel.server.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a command reads and writes.
 *
 * @param outTerminal whether a person watches {@code out}; colours and widths are for them
 * @param errTerminal whether a person watches {@code err}; progress bars are for them
 */
public record Io(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean outTerminal,
        boolean errTerminal) {
    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final int USUAL_WIDTH = 80;
    private static final int BUFFER = 1 << 13;

    /** The streams of this process, in UTF-8 whatever the locale says. */
    public static Io system() {
        return new Io(
                new FileInputStream(FileDescriptor.in),
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.getenv(),
                isTerminal(1),
                isTerminal(2));
    }

    /** How many columns a line of {@code out} may have; without a limit when nobody watches and none is asked for. */
    int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        if (columns.matches("[1-9]\\d{0,5}")) {
            return Integer.parseInt(columns);
        }
        return outTerminal ? terminalWidth() : UNLIMITED;
    }

    /** See no-color.org for {@code NO_COLOR}. */
    boolean colours() {
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return outTerminal && wanted && !"dumb".equals(environment.get("TERM"));
    }

    void line(String text) {
        out.println(text);
    }

    /** Whether the reader of {@code out} has gone, as {@code head} does when it has seen enough. */
    boolean closed() {
        return out.checkError();
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        var buffered = new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER);
        return new PrintStream(buffered, true, StandardCharsets.UTF_8);
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
        }
    }

    private static int terminalWidth() {
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size </dev/tty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            boolean done = stty.waitFor(1, TimeUnit.SECONDS);
            if (done && size.matches("\\d+ [1-9]\\d{0,5}")) {
                return Integer.parseInt(size.substring(size.indexOf(' ') + 1));
            }
        } catch (IOException e) {
            return USUAL_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL_WIDTH;
    }
}
