package dev.evenkeel.server.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far an import has come: a bar that is drawn over on a terminal, a line now and then elsewhere. */
final class Progress {
    private static final long NANOS = 1_000_000_000L;
    private static final long REDRAW_NANOS = NANOS / 10;
    private static final long LINE_NANOS = 5 * NANOS;
    private static final int BAR = 24;

    private final PrintStream out;
    private final boolean terminal;
    private final ImportFile file;
    private final LongSupplier nanoTime;
    private final long start;
    private long last;
    private boolean drawn;

    Progress(Io io, ImportFile file, LongSupplier nanoTime) {
        this.out = io.err();
        this.terminal = io.errTerminal();
        this.file = file;
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
        last = start;
    }

    double elapsedSeconds() {
        return (nanoTime.getAsLong() - start) / (double) NANOS;
    }

    /** Draws, unless it did so just now. */
    synchronized void update() {
        long now = nanoTime.getAsLong();
        if (now - last < (terminal ? REDRAW_NANOS : LINE_NANOS)) {
            return;
        }
        last = now;
        drawn = true;
        if (terminal) {
            out.print("\r\u001B[2K" + bar() + text());
            out.flush();
        } else {
            out.println(text());
        }
    }

    /** Clears the bar, so that the next line starts on an empty one. */
    synchronized void end() {
        if (terminal && drawn) {
            out.print("\r\u001B[2K");
            out.flush();
        }
    }

    private String bar() {
        if (file.share() < 0) {
            return "";
        }
        int full = (int) (file.share() * BAR);
        return "[" + "=".repeat(full) + " ".repeat(BAR - full) + "] ";
    }

    private String text() {
        double elapsed = elapsedSeconds();
        double rate = elapsed > 0 ? file.records() / elapsed : 0;
        String text = Cells.count(file.records()) + " records sent, " + Cells.count(Math.round(rate)) + "/s";
        if (file.share() <= 0) {
            return text;
        }
        String left = Cells.seconds(Math.ceil(elapsed / file.share() - elapsed));
        return String.format(Locale.ROOT, "%3.0f %%  %s, %s left", file.share() * 100, text, left);
    }
}
