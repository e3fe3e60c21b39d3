package dev.evenkeel.server.platform.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times as people and programs write them: RFC 3339. */
public final class Times {
    private Times() {}

    /**
     * A time with its offset, as in {@code 2025-01-31T09:30:00Z} or {@code 2025-01-31 10:30:00.5+01:00}.
     *
     * @throws DateTimeException when it is something else
     */
    public static Instant parse(String text) {
        if (text.length() == 20 && text.charAt(19) == 'Z') {
            Instant plain = parsePlain(text);
            if (plain != null) {
                return plain;
            }
        }
        boolean spaced = text.length() > 10 && text.charAt(10) == ' ';
        return Instant.parse(spaced ? text.substring(0, 10) + 'T' + text.substring(11) : text);
    }

    /**
     * A time with its offset, or a date, which means its midnight in {@code zone}.
     *
     * @throws DateTimeException when it is something else
     */
    public static Instant parse(String text, ZoneId zone) {
        return text.length() == 10 ? LocalDate.parse(text).atStartOfDay(zone).toInstant() : parse(text);
    }

    /** The form that nearly every record has, a tenth of the work: {@code 2025-01-31T09:30:00Z}. */
    private static @Nullable Instant parsePlain(String text) {
        if (text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) {
            return null;
        }
        // A leap second is for the complete parser.
        return second > 59
                ? null
                : LocalDateTime.of(year, month, day, hour, minute, second).toInstant(ZoneOffset.UTC);
    }

    /** The number in these places, -1 when it isn't one. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
