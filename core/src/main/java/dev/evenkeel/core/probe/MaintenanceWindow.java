package dev.evenkeel.core.probe;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A time in which a check may fail without anyone being woken and without costing budget. */
public sealed interface MaintenanceWindow {
    /** For people. */
    String name();

    /** Whether it holds at an instant. */
    boolean covers(Instant instant);

    /** The first of the windows that holds. */
    static Optional<MaintenanceWindow> covering(List<MaintenanceWindow> windows, Instant instant) {
        for (MaintenanceWindow window : windows) {
            if (window.covers(instant)) {
                return Optional.of(window);
            }
        }
        return Optional.empty();
    }

    /**
     * Once.
     *
     * @param from inclusive
     * @param to exclusive, after {@code from}
     */
    record Once(String name, Instant from, Instant to) implements MaintenanceWindow {
        /** @throws IllegalArgumentException when it is empty */
        public Once {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException(name + ": ends at " + to + ", not after its start at " + from);
            }
        }

        @Override
        public boolean covers(Instant instant) {
            return !instant.isBefore(from) && instant.isBefore(to);
        }
    }

    /**
     * On some days of the week, from one reading of the clock on the wall to another. It holds exactly while that clock
     * shows a time between the two: where the clock is put forward over them, the window is shorter or doesn't take
     * place; where the clock is put back, an hour that shows twice is covered twice.
     *
     * @param days on which it begins, at least one
     * @param from inclusive
     * @param to exclusive; not after {@code from} means on the day after
     */
    record Between(String name, Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone)
            implements MaintenanceWindow {
        /** @throws IllegalArgumentException without days */
        public Between {
            days = daysOf(name, days);
        }

        @Override
        public boolean covers(Instant instant) {
            ZonedDateTime local = instant.atZone(zone);
            LocalTime time = local.toLocalTime();
            boolean begun = !time.isBefore(from);
            if (from.isBefore(to)) {
                return begun && time.isBefore(to) && days.contains(local.getDayOfWeek());
            }
            return (begun && days.contains(local.getDayOfWeek()))
                    || (time.isBefore(to) && days.contains(local.getDayOfWeek().minus(1)));
        }
    }

    /**
     * On some days of the week, from one reading of the clock on the wall for so long, whatever that clock does
     * meanwhile. Where the clock is put forward over the start, it begins at that moment; where the start shows twice,
     * it begins at the first.
     *
     * @param days on which it begins, at least one
     * @param from when it begins
     * @param length above zero, at most 7 days
     */
    record Lasting(String name, Set<DayOfWeek> days, LocalTime from, Duration length, ZoneId zone)
            implements MaintenanceWindow {
        private static final Duration WEEK = Duration.ofDays(7);

        /** @throws IllegalArgumentException without days, or with a length out of its range */
        public Lasting {
            days = daysOf(name, days);
            if (!length.isPositive() || length.compareTo(WEEK) > 0) {
                throw new IllegalArgumentException(name + ": lasts " + length + "; write between 0 and 7 days");
            }
        }

        @Override
        public boolean covers(Instant instant) {
            LocalDate today = instant.atZone(zone).toLocalDate();
            // One day more than it lasts: a day may have 25 hours.
            for (long back = 0; back <= length.toDays() + 1; back++) {
                LocalDate day = today.minusDays(back);
                if (days.contains(day.getDayOfWeek())) {
                    Instant start = startOn(day);
                    if (!instant.isBefore(start) && instant.isBefore(start.plus(length))) {
                        return true;
                    }
                }
            }
            return false;
        }

        private Instant startOn(LocalDate day) {
            var local = day.atTime(from);
            var transition = zone.getRules().getTransition(local);
            return transition != null && transition.isGap()
                    ? transition.getInstant()
                    : local.atZone(zone).toInstant();
        }
    }

    private static Set<DayOfWeek> daysOf(String name, Set<DayOfWeek> days) {
        if (days.isEmpty()) {
            throw new IllegalArgumentException(name + ": on no day; name at least one");
        }
        return Set.copyOf(EnumSet.copyOf(days));
    }
}
