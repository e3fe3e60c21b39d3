package dev.evenkeel.server.config;

import dev.evenkeel.core.probe.MaintenanceWindow;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A maintenance window and the checks that it is for.
 *
 * @param checks their names; empty for all
 */
public record MaintenanceConfig(List<String> checks, MaintenanceWindow window) {

    /** Whether it is for a check. */
    public boolean isFor(String check) {
        return checks.isEmpty() || checks.contains(check);
    }

    static Optional<MaintenanceConfig> from(Section section, String fallbackName, Set<String> names) {
        String name = section.text("name", fallbackName);
        List<String> checks = section.has("checks") ? section.list("checks", List.of()) : List.of();
        for (String check : checks) {
            if (!names.contains(check)) {
                section.reject("checks", "there is no check " + check);
            }
        }
        String from = required(section, "from");
        String to = section.has("to") ? section.text("to", "") : null;
        Duration length = section.has("duration")
                ? section.duration("duration", Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofDays(7))
                : null;
        Set<DayOfWeek> days = days(section);
        ZoneId zone = zone(section);
        if (from == null) {
            return Optional.empty();
        }
        if ((to == null) == (length == null)) {
            section.reject(to == null ? "to" : "duration", "write when it ends: either to or duration");
            return Optional.empty();
        }
        return window(section, name, from, to, length, days, zone).map(w -> new MaintenanceConfig(checks, w));
    }

    private static Optional<MaintenanceWindow> window(
            Section section,
            String name,
            String from,
            @Nullable String to,
            @Nullable Duration length,
            Set<DayOfWeek> days,
            ZoneId zone) {
        try {
            if (from.contains("T")) {
                if (section.has("days") || section.has("timezone")) {
                    section.reject("days", "days and timezone go with times of day; this window takes place once");
                }
                Instant start = OffsetDateTime.parse(from).toInstant();
                Instant end = length != null
                        ? start.plus(length)
                        : OffsetDateTime.parse(String.valueOf(to)).toInstant();
                return Optional.of(new MaintenanceWindow.Once(name, start, end));
            }
            LocalTime start = LocalTime.parse(from);
            return Optional.of(
                    length != null
                            ? new MaintenanceWindow.Lasting(name, days, start, length, zone)
                            : new MaintenanceWindow.Between(
                                    name, days, start, LocalTime.parse(String.valueOf(to)), zone));
        } catch (DateTimeException e) {
            section.reject(
                    "from",
                    "from and to are both times of day, as in 02:30, or both moments, as in 2026-11-21T02:30:00Z");
        } catch (IllegalArgumentException e) {
            section.reject("from", String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private static @Nullable String required(Section section, String key) {
        if (!section.has(key)) {
            section.reject(key, "is missing: write a time of day, as in \"02:30\", or a moment");
            return null;
        }
        return section.text(key, "");
    }

    private static Set<DayOfWeek> days(Section section) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        List<String> written = section.has("days") ? section.list("days", List.of()) : List.of();
        for (String text : written) {
            Optional<DayOfWeek> day = EnumSet.allOf(DayOfWeek.class).stream()
                    .filter(known -> text.length() >= 2 && known.name().startsWith(text.toUpperCase(Locale.ROOT)))
                    .findFirst();
            if (day.isEmpty()) {
                section.reject("days", text + " is no day: write mon, tue, wed, thu, fri, sat or sun");
            }
            day.ifPresent(days::add);
        }
        return days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days;
    }

    private static ZoneId zone(Section section) {
        String id = section.has("timezone") ? section.text("timezone", "UTC") : "UTC";
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            section.reject("timezone", id + " is not known: write an IANA name, as in Europe/Vienna");
            return ZoneId.of("UTC");
        }
    }
}
