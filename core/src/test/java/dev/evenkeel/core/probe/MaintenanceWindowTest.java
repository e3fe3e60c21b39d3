package dev.evenkeel.core.probe;

import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MaintenanceWindowTest {
    /** Put forward on 2026-03-29 at 02:00 (01:00 UTC) and back on 2026-10-25 at 03:00 (01:00 UTC). */
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);

    @Test
    void onceIsFromInclusiveToExclusive() {
        var window = new MaintenanceWindow.Once("move", at("2026-11-21T10:00"), at("2026-11-21T12:00"));
        assertThat(window.covers(at("2026-11-21T09:59:59"))).isFalse();
        assertThat(window.covers(at("2026-11-21T10:00"))).isTrue();
        assertThat(window.covers(at("2026-11-21T11:59:59"))).isTrue();
        assertThat(window.covers(at("2026-11-21T12:00"))).isFalse();
    }

    @Test
    void overMidnightBelongsToTheDayOnWhichItBegins() {
        var window = between(Set.of(SATURDAY), "23:00", "01:00");
        assertThat(window.covers(at("2026-11-21T22:30"))).isTrue();
        assertThat(window.covers(at("2026-11-21T23:30"))).isTrue();
        assertThat(window.covers(at("2026-11-22T00:00"))).isFalse();
        assertThat(window.covers(at("2026-11-20T23:30"))).isFalse();
    }

    @Test
    void betweenTwoReadingsIsAnHourShorterWhenTheClockIsPutForward() {
        // 01:30 to 03:30 on the wall; the hour from 02:00 isn't shown.
        assertThat(covered(between(DAILY, "01:30", "03:30"), "2026-03-28T22:00", 12))
                .isEqualTo(Duration.ofHours(1));
        assertThat(covered(between(DAILY, "01:30", "03:30"), "2026-03-27T22:00", 12))
                .isEqualTo(Duration.ofHours(2));
        // All of it falls into the hour that isn't shown.
        assertThat(covered(between(DAILY, "02:00", "03:00"), "2026-03-28T22:00", 12))
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void betweenTwoReadingsIsAnHourLongerWhenTheClockIsPutBack() {
        assertThat(covered(between(DAILY, "02:00", "03:00"), "2026-10-24T22:00", 12))
                .isEqualTo(Duration.ofHours(2));
        assertThat(covered(between(DAILY, "01:30", "03:30"), "2026-10-24T20:00", 12))
                .isEqualTo(Duration.ofHours(3));
    }

    @Test
    void lastingIsAsLongWhateverTheClockDoes() {
        var window = lasting(DAILY, "01:30", Duration.ofHours(2));
        assertThat(covered(window, "2026-03-28T20:00", 12)).isEqualTo(Duration.ofHours(2));
        assertThat(covered(window, "2026-10-24T20:00", 12)).isEqualTo(Duration.ofHours(2));
        assertThat(covered(window, "2026-11-20T20:00", 12)).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void lastingBeginsAtTheChangeWhereItsStartIsNotShown() {
        var window = lasting(Set.of(SUNDAY), "02:30", Duration.ofMinutes(30));
        assertThat(window.covers(at("2026-03-29T00:59:59"))).isFalse();
        assertThat(window.covers(at("2026-03-29T01:00"))).isTrue();
        assertThat(window.covers(at("2026-03-29T01:29:59"))).isTrue();
        assertThat(window.covers(at("2026-03-29T01:30"))).isFalse();
    }

    @Test
    void lastingBeginsAtTheFirstWhereItsStartShowsTwice() {
        var window = lasting(Set.of(SUNDAY), "02:30", Duration.ofMinutes(30));
        assertThat(window.covers(at("2026-10-25T00:30"))).isTrue();
        assertThat(window.covers(at("2026-10-25T01:30"))).isFalse();
    }

    @Test
    void lastingSpansDays() {
        var window = lasting(Set.of(SATURDAY), "08:00", Duration.ofDays(2));
        assertThat(window.covers(at("2026-11-21T06:59"))).isFalse();
        assertThat(window.covers(at("2026-11-21T07:00"))).isTrue();
        assertThat(window.covers(at("2026-11-23T06:59"))).isTrue();
        assertThat(window.covers(at("2026-11-23T07:00"))).isFalse();
    }

    @Property(tries = 100)
    void aDailyWindowTakesItsLengthOnDaysWithoutAChange(
            @ForAll @IntRange(max = 1439) int from, @ForAll @IntRange(min = 1, max = 1439) int minutes) {
        LocalTime start = LocalTime.ofSecondOfDay(from * 60L);
        var between = new MaintenanceWindow.Between("a", DAILY, start, start.plusMinutes(minutes), VIENNA);
        var lasting = new MaintenanceWindow.Lasting("a", DAILY, start, Duration.ofMinutes(minutes), VIENNA);
        assertThat(covered(between, "2026-06-10T22:00", 24)).isEqualTo(Duration.ofMinutes(minutes));
        assertThat(covered(lasting, "2026-06-10T22:00", 24)).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void theFirstThatHoldsIsNamed() {
        var night = between(DAILY, "00:00", "06:00");
        var monday = new MaintenanceWindow.Between("monday", Set.of(MONDAY), LocalTime.MIN, LocalTime.NOON, VIENNA);
        List<MaintenanceWindow> both = List.of(night, monday);
        assertThat(MaintenanceWindow.covering(both, at("2026-11-23T02:00"))).hasValue(night);
        assertThat(MaintenanceWindow.covering(both, at("2026-11-23T09:00"))).hasValue(monday);
        assertThat(MaintenanceWindow.covering(both, at("2026-11-23T11:00"))).isEmpty();
    }

    @Test
    void refusesWhatNeverHolds() {
        assertThatThrownBy(() -> between(Set.of(), "01:00", "02:00")).hasMessageContaining("on no day");
        assertThatThrownBy(() -> lasting(DAILY, "01:00", Duration.ZERO)).hasMessageContaining("between 0 and 7 days");
        assertThatThrownBy(() -> new MaintenanceWindow.Once("a", at("2026-11-21T10:00"), at("2026-11-21T10:00")))
                .hasMessageContaining("not after its start");
    }

    /** How many minutes of the hours from a moment are covered, counted one by one. */
    private static Duration covered(MaintenanceWindow window, String from, int hours) {
        int minutes = 0;
        for (int i = 0; i < hours * 60; i++) {
            minutes += window.covers(at(from).plusSeconds(60L * i)) ? 1 : 0;
        }
        return Duration.ofMinutes(minutes);
    }

    private static MaintenanceWindow between(Set<DayOfWeek> days, String from, String to) {
        return new MaintenanceWindow.Between("night", days, LocalTime.parse(from), LocalTime.parse(to), VIENNA);
    }

    private static MaintenanceWindow lasting(Set<DayOfWeek> days, String from, Duration length) {
        return new MaintenanceWindow.Lasting("night", days, LocalTime.parse(from), length, VIENNA);
    }

    private static Instant at(String utc) {
        return Instant.parse(utc.length() == 16 ? utc + ":00Z" : utc + "Z");
    }
}
