package dev.evenkeel.core.cache;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * HTTP dates (RFC 9110 §5.6.7) in their three forms: {@code Sun, 06 Nov 1994 08:49:37 GMT}, the obsolete
 * {@code Sunday, 06-Nov-94 08:49:37 GMT} and asctime's {@code Sun Nov  6 08:49:37 1994}. Letters of either case are
 * taken; anything else that deviates is invalid. The day of the week must be one, but needn't be the right one.
 */
public final class HttpDate {
    /** From {@link #parse}: not a date. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final String DAYS = "montuewedthufrisatsun";
    private static final String[] LONG_DAYS = {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    };
    private static final int[] UNREADABLE = {};

    private HttpDate() {}

    /**
     * Seconds since 1970, or {@link #INVALID}.
     *
     * @param nowEpochSeconds decides the century of the form with a two-digit year: more than 50 years ahead means the
     *     past
     */
    public static long parse(String text, long nowEpochSeconds) {
        int comma = text.indexOf(',');
        int[] parts = comma == 3 ? imf(text) : comma > 3 ? rfc850(text, comma, nowEpochSeconds) : asctime(text);
        return parts.length == 0 ? INVALID : epochSeconds(parts);
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static String format(long epochSeconds) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(epochSeconds, 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(29);
        int day = 3 * (time.getDayOfWeek().getValue() - 1);
        int month = 3 * (time.getMonthValue() - 1);
        capitalized(text, DAYS, day).append(", ");
        digits(text, time.getDayOfMonth(), 2).append(' ');
        capitalized(text, MONTHS, month).append(' ');
        digits(text, time.getYear(), 4).append(' ');
        digits(text, time.getHour(), 2).append(':');
        digits(text, time.getMinute(), 2).append(':');
        return digits(text, time.getSecond(), 2).append(" GMT").toString();
    }

    /** Year, month, day, and where the time of day starts; empty when unreadable. */
    private static int[] imf(String text) {
        boolean shaped = text.length() == 29
                && isDay(text)
                && at(text, 4, ' ')
                && at(text, 7, ' ')
                && at(text, 11, ' ')
                && at(text, 16, ' ')
                && text.regionMatches(true, 25, " GMT", 0, 4);
        return shaped ? withTime(text, number(text, 12, 4), month(text, 8), number(text, 5, 2), 17) : UNREADABLE;
    }

    private static int[] rfc850(String text, int comma, long nowEpochSeconds) {
        boolean shaped = text.length() == comma + 24
                && isLongDay(text.substring(0, comma))
                && at(text, comma + 1, ' ')
                && at(text, comma + 4, '-')
                && at(text, comma + 8, '-')
                && at(text, comma + 11, ' ')
                && text.regionMatches(true, comma + 20, " GMT", 0, 4);
        if (!shaped) {
            return UNREADABLE;
        }
        int twoDigits = number(text, comma + 9, 2);
        if (twoDigits < 0) {
            return UNREADABLE;
        }
        LocalDateTime latest =
                LocalDateTime.ofEpochSecond(nowEpochSeconds, 0, ZoneOffset.UTC).plusYears(50);
        int year = latest.getYear() - Math.floorMod(latest.getYear() - twoDigits, 100);
        int[] parts = withTime(text, year, month(text, comma + 5), number(text, comma + 2, 2), comma + 12);
        if (parts.length > 0 && epochSeconds(parts) > latest.toEpochSecond(ZoneOffset.UTC)) {
            parts[0] -= 100;
        }
        return parts;
    }

    private static int[] asctime(String text) {
        boolean shaped = text.length() == 24
                && isDay(text)
                && at(text, 3, ' ')
                && at(text, 7, ' ')
                && at(text, 10, ' ')
                && at(text, 19, ' ');
        if (!shaped) {
            return UNREADABLE;
        }
        int day = at(text, 8, ' ') ? number(text, 9, 1) : number(text, 8, 2);
        return withTime(text, number(text, 20, 4), month(text, 4), day, 11);
    }

    private static int[] withTime(String text, int year, int month, int day, int start) {
        int hour = number(text, start, 2);
        int minute = number(text, start + 3, 2);
        int second = number(text, start + 6, 2);
        boolean readable = year >= 0
                && month > 0
                && day > 0
                && hour >= 0
                && minute >= 0
                && second >= 0
                && at(text, start + 2, ':')
                && at(text, start + 5, ':');
        return readable ? new int[] {year, month, day, hour, minute, second} : UNREADABLE;
    }

    private static long epochSeconds(int[] parts) {
        if (parts[5] > 60) {
            return INVALID;
        }
        try {
            // The grammar allows a leap second; it counts as the one before.
            return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], Math.min(parts[5], 59))
                    .toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException impossible) {
            return INVALID;
        }
    }

    private static boolean isDay(String text) {
        for (int i = 0; i < DAYS.length(); i += 3) {
            if (text.regionMatches(true, 0, DAYS, i, 3)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLongDay(String text) {
        for (String day : LONG_DAYS) {
            if (day.equalsIgnoreCase(text)) {
                return true;
            }
        }
        return false;
    }

    /** 1 to 12, or -1. */
    private static int month(String text, int start) {
        for (int i = 0; i < MONTHS.length(); i += 3) {
            if (text.regionMatches(true, start, MONTHS, i, 3)) {
                return i / 3 + 1;
            }
        }
        return -1;
    }

    /** The number of exactly so many digits, or -1. */
    private static int number(String text, int start, int length) {
        int number = 0;
        for (int i = start; i < start + length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private static boolean at(String text, int index, char expected) {
        return text.charAt(index) == expected;
    }

    private static StringBuilder capitalized(StringBuilder text, String names, int start) {
        return text.append((char) (names.charAt(start) - 'a' + 'A')).append(names, start + 1, start + 3);
    }

    private static StringBuilder digits(StringBuilder text, int number, int width) {
        String digits = Integer.toString(number);
        return text.repeat('0', Math.max(0, width - digits.length())).append(digits);
    }
}
