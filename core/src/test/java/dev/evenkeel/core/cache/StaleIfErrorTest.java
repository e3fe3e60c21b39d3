package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.cache.CacheDecision.Stale;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When what is stored stands in for an upstream that fails (RFC 5861 §4, RFC 9111 §4.2.4). */
class StaleIfErrorTest {
    private static final long THEN = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();
    private static final CachePolicy STANDARD = new CachePolicy(Overrides.NONE);

    private static StoredResponse stored(String cacheControl) {
        return StoredResponse.of(200, FieldList.of("Cache-Control", cacheControl), FieldList.EMPTY, THEN, THEN);
    }

    private static @Nullable Stale onError(CachePolicy policy, String response, String request, long afterMillis) {
        FieldList fields = request.isEmpty() ? FieldList.EMPTY : FieldList.of("Cache-Control", request);
        return policy.onError(stored(response), fields, THEN + afterMillis);
    }

    private static @Nullable Stale onError(String response, String request, long afterMillis) {
        return onError(STANDARD, response, request, afterMillis);
    }

    @ParameterizedTest
    @CsvSource({
        "200, false",
        "404, false",
        "429, false",
        "499, false",
        "500, true",
        "501, false",
        "502, true",
        "503, true",
        "504, true",
        "505, false"
    })
    void whichStatusesAreErrors(int status, boolean error) {
        assertThat(CachePolicy.isError(status)).isEqualTo(error);
    }

    @Test
    void forAsLongAsTheResponseSays() {
        assertThat(onError("max-age=10, stale-if-error=5", "", 10_000)).isEqualTo(new Stale(10, 0));
        assertThat(onError("max-age=10, stale-if-error=5", "", 14_001)).isEqualTo(new Stale(14, 5));
        assertThat(onError("max-age=10, stale-if-error=5", "", 15_000)).isEqualTo(new Stale(15, 5));
        assertThat(onError("max-age=10, stale-if-error=5", "", 15_001)).isNull();
        assertThat(onError("max-age=10", "", 10_000)).isNull();
        assertThat(onError("max-age=10, stale-if-error=0", "", 10_000)).isNull();
        assertThat(onError("s-maxage=10, stale-if-error=5", "", 12_000)).isEqualTo(new Stale(12, 2));
    }

    @Test
    void orAsTheRequestSays() {
        assertThat(onError("max-age=10", "stale-if-error=5", 12_000)).isEqualTo(new Stale(12, 2));
        assertThat(onError("max-age=10, stale-if-error=9", "stale-if-error=5", 18_000))
                .isNotNull();
        assertThat(onError("s-maxage=10", "stale-if-error=5", 12_000)).isNull();
        CachePolicy deaf = new CachePolicy(new Overrides(-1, -1, -1, false, false, false, true));
        assertThat(onError(deaf, "max-age=10", "stale-if-error=5", 12_000)).isNull();
    }

    @Test
    void orAsTheOperatorSays() {
        CachePolicy week = new CachePolicy(Overrides.of(CacheControl.ABSENT, 604_800));
        assertThat(onError(week, "max-age=10, stale-if-error=5", "", 604_800_000))
                .isNotNull();
        assertThat(onError(week, "max-age=10, must-revalidate", "", 12_000)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "no-cache"})
    void neverWhenTheResponseForbids(String directive) {
        assertThat(onError("max-age=10, stale-if-error=5, " + directive, "stale-if-error=5", 12_000))
                .isNull();
    }

    @Test
    void whatIsFreshStandsInWhateverTheRequestInsistedOn() {
        assertThat(onError("max-age=10, must-revalidate", "no-cache", 9_999)).isEqualTo(new Stale(9, 0));
        assertThat(onError("max-age=10, must-revalidate", "no-cache", 10_000)).isNull();
        assertThat(onError("max-age=10, no-cache", "", 0)).isNull();
    }

    @Test
    void onlyWhatAnswersTheRequest() {
        assertThat(STANDARD.onError(null, FieldList.EMPTY, THEN)).isNull();
        StoredResponse other = StoredResponse.of(
                200, FieldList.of("Vary", "A", "Cache-Control", "max-age=10"), FieldList.of("A", "1"), THEN, THEN);
        assertThat(STANDARD.onError(other, FieldList.EMPTY, THEN)).isNull();
        assertThat(STANDARD.onError(other, FieldList.of("a", "1"), THEN)).isNotNull();
    }

    @Property
    void whatMayBeUsedNowMightHaveBeenBefore(
            @ForAll @IntRange(max = 20) int fresh,
            @ForAll @IntRange(max = 20) int window,
            @ForAll @IntRange(max = 50_000) int age) {
        boolean usable = onError("max-age=" + fresh + ", stale-if-error=" + window, "", age) != null;
        boolean within = age < fresh * 1000L || (window > 0 && age <= (fresh + window) * 1000L);
        assertThat(usable).isEqualTo(within);
    }
}
