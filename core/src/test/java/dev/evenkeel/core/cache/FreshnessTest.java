package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {
    private static final long NOW = Instant.parse("2026-11-21T12:00:00Z").getEpochSecond();
    private static final long NOW_MILLIS = NOW * 1000;

    private static String date(long seconds) {
        return HttpDate.format(NOW + seconds);
    }

    private static long stated(String... fields) {
        FieldList response = FieldList.of(fields);
        return Freshness.statedSeconds(response, CacheControl.of(response), NOW_MILLIS);
    }

    private static long heuristic(String... fields) {
        return Freshness.heuristicSeconds(FieldList.of(fields), NOW_MILLIS);
    }

    private static long initialAge(long sentBefore, String... fields) {
        return Freshness.initialAgeMillis(FieldList.of(fields), NOW_MILLIS - sentBefore, NOW_MILLIS);
    }

    @Test
    void aSharedCacheFollowsSMaxageFirstThenMaxAgeThenExpires() {
        assertThat(stated("Cache-Control", "max-age=1, s-maxage=2", "Expires", date(3)))
                .isEqualTo(2);
        assertThat(stated("Cache-Control", "max-age=1", "Expires", date(3))).isEqualTo(1);
        assertThat(stated("Expires", " " + date(3) + " ")).isEqualTo(3);
        assertThat(stated("Date", date(0))).isEqualTo(Freshness.UNKNOWN);
        assertThat(stated("Cache-Control", "s-maxage=0, max-age=1")).isZero();
        assertThat(stated("Cache-Control", "max-age=0", "Expires", date(3))).isZero();
    }

    @Test
    void expiresCountsFromTheDateOfTheResponse() {
        assertThat(stated("Expires", date(100), "Date", date(-20))).isEqualTo(120);
        assertThat(stated("Expires", date(100), "Date", date(40))).isEqualTo(60);
        assertThat(stated("Expires", date(100), "Date", "yesterday")).isEqualTo(100);
        assertThat(stated("Expires", date(-1))).isZero();
        assertThat(stated("Expires", date(0))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "", "never", "Sun, 06 Nov 1994 08:49:37"})
    void anExpiresThatIsNoDateMeansStale(String expires) {
        assertThat(stated("Expires", expires)).isZero();
    }

    @Test
    void withoutAWordATenthOfTheTimeSinceTheLastChange() {
        assertThat(heuristic("Last-Modified", date(-1000))).isEqualTo(100);
        assertThat(heuristic("Last-Modified", date(-1000), "Date", date(-500))).isEqualTo(50);
        assertThat(heuristic("Last-Modified", date(-19))).isEqualTo(1);
        assertThat(heuristic("Last-Modified", date(5))).isZero();
        assertThat(heuristic("Last-Modified", date(-864_000))).isEqualTo(86_400);
        assertThat(heuristic("Last-Modified", date(-8_640_000))).isEqualTo(86_400);
        assertThat(heuristic("Last-Modified", "long ago")).isEqualTo(Freshness.UNKNOWN);
        assertThat(heuristic("Date", date(0))).isEqualTo(Freshness.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "' 5 ', 5", "'5, 9', 5", "'5,9', 5", "-5, 0", "x, 0", "'', 0", "5.5, 0"})
    void itsAgeIsTheFirstNumber(String age, long seconds) {
        assertThat(initialAge(0, "Age", age)).isEqualTo(seconds * 1000);
    }

    /** RFC 9111 §4.2.3, its formulas word for word. */
    @Property
    void itsAgeIsTheGreaterOfDateAndAgeWithTheTimeUnderWay(
            @ForAll @IntRange(max = 100_000) int ageValue,
            @ForAll @IntRange(min = -100_000, max = 100_000) int dateAgo,
            @ForAll @LongRange(min = 0, max = 100_000) long delay) {
        long apparentAge = Math.max(0, dateAgo * 1000L);
        long correctedAgeValue = ageValue * 1000L + delay;
        assertThat(initialAge(delay, "Age", String.valueOf(ageValue), "Date", date(-dateAgo)))
                .isEqualTo(Math.max(apparentAge, correctedAgeValue));
    }

    @Test
    void aClockThatWasSetBackMakesNothingYounger() {
        assertThat(initialAge(-5000, "Age", "3")).isEqualTo(3000);
    }
}
