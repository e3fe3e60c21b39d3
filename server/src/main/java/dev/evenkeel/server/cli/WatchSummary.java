package dev.evenkeel.server.cli;

import dev.evenkeel.server.cli.WatchTallies.Tally;
import java.util.List;
import java.util.Locale;

/** How {@code watch} sums up one URL for people. */
final class WatchSummary {
    private static final int INDENT = 2;

    private WatchSummary() {}

    /** All in one line, however long it is. */
    static String line(Tally tally) {
        return tally.answered() == 0
                ? tally.url() + share(tally, true)
                : tally.url() + share(tally, true) + "; " + latencies(tally);
    }

    /**
     * Two lines for a terminal, with the latest latencies as bars. Where there is too little room, the words about us
     * go first, then the middle of the URL and the older bars; the figures stay.
     */
    static List<String> lines(Tally tally, int columns) {
        String share = share(tally, true);
        if (tally.url().length() + share.length() > columns) {
            share = share(tally, false);
        }
        String first = shortened(tally.url(), columns - share.length()) + share;
        String second = " ".repeat(INDENT);
        if (tally.answered() > 0) {
            second += latencies(tally) + "  ";
        }
        String bars = tally.sparkline();
        int room = Math.clamp(columns - second.length(), 0, bars.length());
        return List.of(cut(first, columns), cut(second + bars.substring(bars.length() - room), columns));
    }

    /** Never rounded up to 100 %. */
    static String percent(double share) {
        double floored = Math.floor(share * 100_000 + 1e-6) / 1000;
        return String.format(Locale.ROOT, floored == Math.rint(floored) ? "%.0f %%" : "%.3f %%", floored);
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    private static String share(Tally tally, boolean ours) {
        if (tally.judged() == 0) {
            return ": no answer yet";
        }
        String unknown = tally.unknown() == 0 || !ours ? "" : ", " + tally.unknown() + " unknown by our own fault";
        return ": " + percent(tally.rate()) + " of " + tally.judged() + " succeeded" + unknown;
    }

    private static String latencies(Tally tally) {
        String whose = tally.answered() == tally.judged() ? "" : " of the " + tally.answered() + " answered";
        return String.format(
                Locale.ROOT,
                "p50 %s  p95 %s  p99 %s%s",
                millis(tally.millis(50)),
                millis(tally.millis(95)),
                millis(tally.millis(99)),
                whose);
    }

    /** Both ends of a URL tell it from others: its host, and the end of its path. */
    private static String shortened(String url, int most) {
        if (url.length() <= most) {
            return url;
        }
        int kept = Math.max(most - 1, 0);
        return url.substring(0, kept / 2) + "…" + url.substring(url.length() - (kept - kept / 2));
    }

    private static String cut(String line, int columns) {
        return line.substring(0, Math.min(line.length(), columns));
    }
}
