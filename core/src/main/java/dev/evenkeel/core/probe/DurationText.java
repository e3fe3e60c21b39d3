package dev.evenkeel.core.probe;

import java.time.Duration;
import java.util.Locale;

/** Durations as conditions and messages show them. */
final class DurationText {
    private DurationText() {}

    /** With three digits or so: {@code 0.42ms}, {@code 312ms}, {@code 1.53s}, {@code 4m10s}, {@code 12d4h}. */
    static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        double millis = duration.toNanos() / 1e6;
        if (duration.toSeconds() >= 86_400) {
            return duration.toDays() + "d" + (duration.toHoursPart() == 0 ? "" : duration.toHoursPart() + "h");
        } else if (duration.toSeconds() >= 3600) {
            return duration.toHours() + "h" + duration.toMinutesPart() + "m";
        } else if (duration.toSeconds() >= 60) {
            return duration.toMinutes() + "m" + duration.toSecondsPart() + "s";
        } else if (millis >= 999.5) {
            return String.format(Locale.ROOT, "%.2fs", millis / 1000);
        }
        return millis >= 10 ? Math.round(millis) + "ms" : String.format(Locale.ROOT, "%.2fms", millis);
    }
}
