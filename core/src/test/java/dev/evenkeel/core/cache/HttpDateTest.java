package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    private static final long NOW = Instant.parse("2026-11-21T12:00:00Z").getEpochSecond();
    private static final long YEAR_0 = -62_167_219_200L;
    private static final long YEAR_9999 = 253_402_300_799L;
    private static final DateTimeFormatter IMF =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);
    private static final DateTimeFormatter RFC_850 =
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-uu HH:mm:ss 'GMT'", Locale.US);
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "sun, 06 nov 1994 08:49:37 gmt",
                "SUNDAY, 06-NOV-94 08:49:37 GMT",
                // RFC 9110 asks nobody to check the day of the week.
                "Mon, 06 Nov 1994 08:49:37 GMT"
            })
    void theExamplesOfTheStandard(String text) {
        assertThat(HttpDate.parse(text, NOW)).isEqualTo(784_111_777);
    }

    @Test
    void asctimeHasDaysOfOneOrTwoDigits() {
        assertThat(HttpDate.parse("Wed Nov 16 08:49:37 1994", NOW)).isEqualTo(784_111_777 + 10 * 86_400);
        assertThat(HttpDate.parse("Sun Nov 06 08:49:37 1994", NOW)).isEqualTo(784_111_777);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                ",",
                "Sun,",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 GMT ",
                " Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06-Nov-1994 08:49:37 GMT",
                "Sun,x06 Nov 1994 08:49:37 GMT",
                "Sun, 06xNov 1994 08:49:37 GMT",
                "Sun, 06 Novx1994 08:49:37 GMT",
                "Sun, 06 Nov 1994x08:49:37 GMT",
                "Sun, 06 Nov 1994 08x49:37 GMT",
                "Sun, 06 Nov 1994 08:49x37 GMT",
                "Xyz, 06 Nov 1994 08:49:37 GMT",
                "un,, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nex 1994 08:49:37 GMT",
                "Sun, 06 ovd 1994 08:49:37 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Sun, 31 Nov 1994 08:49:37 GMT",
                "Sun, 29 Feb 2023 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:37 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, a6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 19:4 08:49:37 GMT",
                "Sun, 06 Nov /994 08:49:37 GMT",
                "Sun, 06 Nov 1994 a8:49:37 GMT",
                "Sun, 06 Nov 1994 08:a9:37 GMT",
                "Sun, 06 Nov 1994 08:49:a7 GMT",
                "Sunda, 06-Nov-94 08:49:37 GMT",
                "Sunday,x06-Nov-94 08:49:37 GMT",
                "Sunday, 06xNov-94 08:49:37 GMT",
                "Sunday, 06-Novx94 08:49:37 GMT",
                "Sunday, 06-Nov-94x08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 EST",
                "Sunday, 06-Nov-a4 08:49:37 GMT",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
                "Sunday, 06 Nov 94 08:49:37 GMT",
                "Xun Nov  6 08:49:37 1994",
                "SunxNov  6 08:49:37 1994",
                "Sun Novx 6 08:49:37 1994",
                "Sun Nov  6x08:49:37 1994",
                "Sun Nov  6 08:49:37x1994",
                "Sun Nov   08:49:37 19940",
                "Sun Nov  6 08:49:37 1994 ",
                "Sun Nov  6 08:49:37 94",
                "1994-11-06T08:49:37Z"
            })
    void whatDeviatesIsNoDate(String text) {
        assertThat(HttpDate.parse(text, NOW)).isEqualTo(HttpDate.INVALID);
    }

    @Test
    void aLeapSecondCountsAsTheOneBefore() {
        assertThat(HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT", NOW))
                .isEqualTo(Instant.parse("2016-12-31T23:59:59Z").getEpochSecond());
    }

    @Test
    void midnightAndTheFirstOfJanuaryAreDates() {
        assertThat(HttpDate.parse("Thu, 01 Jan 1970 00:00:00 GMT", NOW)).isZero();
        assertThat(HttpDate.parse("Sat, 01 Jan 0000 00:00:00 GMT", NOW)).isEqualTo(YEAR_0);
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 9110 §5.6.7: more than 50 years ahead is the past.
        "21-Nov-76 12:00:00, 2076",
        "21-Nov-76 12:00:01, 1976",
        "22-Nov-76 00:00:00, 1976",
        "31-Dec-75 23:59:59, 2075",
        "01-Jan-77 00:00:00, 1977",
        "01-Jan-27 00:00:00, 2027",
        "01-Jan-00 00:00:00, 2000",
        "31-Dec-99 00:00:00, 1999"
    })
    void twoDigitsOfAYearAreAtMostFiftyYearsAhead(String text, int year) {
        long seconds = HttpDate.parse("Monday, " + text + " GMT", NOW);
        assertThat(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC).getYear())
                .isEqualTo(year);
    }

    @Test
    void twoDigitsOfAYearMayBeTheNextCentury() {
        long late = Instant.parse("2080-01-01T00:00:00Z").getEpochSecond();
        assertThat(HttpDate.parse("Monday, 01-Jan-10 00:00:00 GMT", late))
                .isEqualTo(Instant.parse("2110-01-01T00:00:00Z").getEpochSecond());
    }

    @Property
    void whatIsWrittenCanBeRead(@ForAll @LongRange(min = YEAR_0, max = YEAR_9999) long seconds) {
        ZonedDateTime time = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
        String text = HttpDate.format(seconds);
        assertThat(text).isEqualTo(IMF.format(time));
        assertThat(HttpDate.parse(text, NOW)).isEqualTo(seconds);
        assertThat(HttpDate.parse(ASCTIME.format(time), NOW)).isEqualTo(seconds);
    }

    @Property
    void twoDigitsMeanTheNearestThatIsNotTooFarAhead(
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long now,
            @ForAll @LongRange(min = 0, max = 3_155_000_000L) long before) {
        LocalDateTime latest =
                LocalDateTime.ofEpochSecond(now, 0, ZoneOffset.UTC).plusYears(50);
        LocalDateTime time = latest.minusSeconds(before);
        // Within a century less a day the digits mean one year only.
        long read = HttpDate.parse(RFC_850.format(time.atZone(ZoneOffset.UTC)), now);
        assertThat(read).isEqualTo(time.toEpochSecond(ZoneOffset.UTC));
    }

    @Property
    void anyTextIsReadWithoutTrouble(@ForAll("almostDates") String text) {
        assertThatCode(() -> HttpDate.parse(text, NOW)).doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<String> almostDates() {
        Arbitrary<String> dates = Arbitraries.of(
                "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994");
        Arbitrary<Integer> places = Arbitraries.integers().between(0, 23);
        Arbitrary<Character> letters = Arbitraries.chars().with("09 :,-aG");
        return net.jqwik.api.Combinators.combine(
                        dates, places, letters, Arbitraries.integers().between(0, 2))
                .as((date, place, letter, cut) ->
                        date.substring(0, place) + letter + date.substring(Math.min(date.length(), place + cut)));
    }
}
