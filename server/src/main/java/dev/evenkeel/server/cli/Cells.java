package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Values as people read them in a table. No value is a dash, never a zero. */
final class Cells {
    static final String NONE = "–";

    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final int SHORT_COMMIT = 12;

    private Cells() {}

    static String text(JsonNode node) {
        return node.isNull() || node.isMissingNode() ? NONE : clean(node.asText());
    }

    /** What a recorded text may not do: move the cursor or change the colours of a terminal. */
    static String clean(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ");
    }

    /** As in {@code 93,281}. */
    static String count(JsonNode node) {
        return node.isNumber() ? count(node.asLong()) : NONE;
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** With one digit, as in {@code 4.5}. */
    static String decimal(JsonNode node) {
        return node.isNumber() ? String.format(Locale.ROOT, "%,.1f", node.asDouble()) : NONE;
    }

    /** A share with its interval, as in {@code 1.4 % (0.9–2.1)}. */
    static String rate(JsonNode rate) {
        if (!rate.path("value").isNumber()) {
            return NONE;
        }
        String value = percent(rate.path("value")) + " %";
        boolean interval = rate.path("low").isNumber() && rate.path("high").isNumber();
        return interval ? value + " (" + percent(rate.path("low")) + "–" + percent(rate.path("high")) + ")" : value;
    }

    private static String percent(JsonNode share) {
        return String.format(Locale.ROOT, "%.1f", share.asDouble() * 100);
    }

    /** The two largest units, as in {@code 2m 14s}; tenths below ten seconds. */
    static String seconds(JsonNode node) {
        return node.isNumber() ? seconds(node.asDouble()) : NONE;
    }

    static String seconds(double seconds) {
        if (Math.abs(seconds) < 9.95) {
            String tenths = String.format(Locale.ROOT, "%.1f", seconds);
            return (tenths.endsWith(".0") ? tenths.substring(0, tenths.length() - 2) : tenths) + "s";
        }
        long whole = Math.round(Math.abs(seconds));
        String sign = seconds < 0 ? "-" : "";
        if (whole < 60) {
            return sign + whole + "s";
        } else if (whole < 3600) {
            return sign + two(whole / 60, "m", whole % 60, "s");
        } else if (whole < 86_400) {
            return sign + two(whole / 3600, "h", whole % 3600 / 60, "m");
        }
        return sign + two(whole / 86_400, "d", whole % 86_400 / 3600, "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + " " + small + smallUnit;
    }

    /** To the minute in a time zone. */
    static String time(JsonNode node, ZoneId zone) {
        if (!node.isTextual()) {
            return NONE;
        }
        try {
            return time(Instant.parse(node.asText()), zone);
        } catch (DateTimeException e) {
            return clean(node.asText());
        }
    }

    static String time(Instant instant, ZoneId zone) {
        return MINUTES.format(instant.atZone(zone));
    }

    /** A version; a full commit hash is cut to {@value #SHORT_COMMIT} letters. */
    static String version(JsonNode node) {
        String version = text(node);
        return version.matches("[0-9a-f]{40}") ? version.substring(0, SHORT_COMMIT) : version;
    }

    /** From one time to another; empty when one is missing. */
    static Optional<Double> secondsBetween(JsonNode from, JsonNode to) {
        if (!from.isTextual() || !to.isTextual()) {
            return Optional.empty();
        }
        try {
            Duration between = Duration.between(Instant.parse(from.asText()), Instant.parse(to.asText()));
            return Optional.of(between.toMillis() / 1000.0);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
