package dev.evenkeel.server.cli;

import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Verdict;
import dev.evenkeel.server.cli.WatchTallies.Tally;
import dev.evenkeel.server.monitor.ActionListener.Done;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines for people; on a terminal with a summary below that is drawn over. */
final class WatchText implements WatchOutput {
    private static final String GREEN = "\u001B[32m";
    private static final String RED = "\u001B[31m";
    private static final String YELLOW = "\u001B[33m";
    private static final String PLAIN = "\u001B[0m";

    private final Io io;
    private final WatchTallies tallies;
    private final DateTimeFormatter time;
    private int drawn;

    WatchText(Io io, WatchTallies tallies, ZoneId zone) {
        this.io = io;
        this.tallies = tallies;
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    }

    @Override
    public void result(Result result) {
        Integer status = result.status();
        String judgement = switch (result.verdict()) {
            case SUCCESS -> colour(GREEN, "ok");
            case FAILURE -> colour(RED, "FAILED") + "  " + result.error();
            case UNKNOWN -> colour(YELLOW, "unknown") + "  " + result.error();
        };
        line(String.format(
                Locale.ROOT,
                "%s  %s  %3s  %7s  %s",
                time.format(result.start()),
                result.check(),
                status == null || result.verdict() == Verdict.UNKNOWN ? "-" : status,
                millis(result.latency()),
                judgement));
    }

    @Override
    public void action(Done done) {
        String outcome = done.succeeded() ? done.outcome() : colour(RED, done.outcome());
        line(time.format(done.start()) + "  " + colour(YELLOW, "action") + "  " + done.request() + " answered "
                + outcome);
    }

    @Override
    public void missed(Missed missed) {
        line(time.format(missed.from()) + "  " + missed.check() + "  " + missed.count()
                + " requests not sent, because we were late");
    }

    @Override
    public boolean closed() {
        return io.closed();
    }

    @Override
    public void summary(@Nullable BigDecimal objective) {
        erase();
        drawn = 0;
        io.line("");
        for (Tally tally : tallies.all()) {
            io.line(WatchSummary.line(tally));
            if (objective != null && tally.judged() > 0) {
                boolean met = tally.reaches(objective);
                io.line("  objective " + objective + " %: " + (met ? colour(GREEN, "met") : colour(RED, "missed")));
            }
        }
        io.out().flush();
    }

    private void line(String text) {
        erase();
        io.line(text);
        if (io.outTerminal()) {
            io.line("");
            drawn = 1;
            int columns = io.width() - 1;
            for (Tally tally : tallies.all()) {
                for (String part : WatchSummary.lines(tally, columns)) {
                    io.line(part);
                    drawn++;
                }
            }
        }
        io.out().flush();
    }

    private void erase() {
        if (drawn > 0) {
            io.out().print("\u001B[" + drawn + "A\u001B[J");
        }
    }

    private static String millis(Duration duration) {
        return WatchSummary.millis(duration.toNanos() / 1e6);
    }

    private String colour(String colour, String text) {
        return io.colours() ? colour + text + PLAIN : text;
    }
}
