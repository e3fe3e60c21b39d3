package dev.evenkeel.core.slo;

import java.time.Duration;

/** Durations in messages. */
final class Spans {
    private Spans() {}

    /** As in {@code 1 h}, {@code 16 h 48 min}, {@code 30 d}, {@code 10 s}. */
    static String words(Duration span) {
        var text = new StringBuilder();
        append(text, span.toDays(), "d");
        append(text, span.toHoursPart(), "h");
        append(text, span.toMinutesPart(), "min");
        append(text, span.toSecondsPart(), "s");
        return text.isEmpty() ? "0 s" : text.toString();
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : " ").append(count).append(' ').append(unit);
        }
    }
}
