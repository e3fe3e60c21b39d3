package dev.evenkeel.server.platform.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Times as people and programs write them: RFC 3339. */
public final class Times {
    private Times() {}

    /**
     * A time with its offset, as in {@code 2025-01-31T09:30:00Z} or {@code 2025-01-31 10:30:00.5+01:00}.
     *
     * @throws DateTimeException when it is something else
     */
    public static Instant parse(String text) {
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
}
