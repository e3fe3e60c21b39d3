package dev.evenkeel.core.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.cache.CacheDecision.Fresh;
import dev.evenkeel.core.cache.CacheDecision.Miss;
import dev.evenkeel.core.cache.CacheDecision.Stale;
import dev.evenkeel.core.cache.CacheDecision.StaleWhileRevalidate;
import dev.evenkeel.core.cache.CacheDecision.Unsatisfiable;
import dev.evenkeel.core.cache.CacheDecision.Validate;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done with a request, given what is stored (RFC 9111 §4 and §5.2.1, RFC 5861 §3). */
class CacheLookupTest {
    private static final long THEN = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();
    private static final CachePolicy STANDARD = new CachePolicy(Overrides.NONE);
    private static final Conditions TAG = new Conditions("\"1\"", null);

    private static StoredResponse stored(String cacheControl) {
        return StoredResponse.of(
                200, FieldList.of("ETag", "\"1\"", "Cache-Control", cacheControl), FieldList.EMPTY, THEN, THEN);
    }

    private static CacheDecision lookup(@Nullable StoredResponse stored, String requested, long afterMillis) {
        FieldList request = requested.isEmpty() ? FieldList.EMPTY : FieldList.of("Cache-Control", requested);
        return STANDARD.lookup(stored, "GET", request, THEN + afterMillis);
    }

    @Test
    void nothingIsStored() {
        assertThat(lookup(null, "", 0)).isEqualTo(new Miss(Miss.Reason.NOT_STORED));
        assertThat(lookup(null, "only-if-cached", 0)).isEqualTo(new Unsatisfiable());
        StoredResponse other = StoredResponse.of(200, FieldList.of("Vary", "A"), FieldList.of("A", "1"), THEN, THEN);
        assertThat(lookup(other, "", 0)).isEqualTo(new Miss(Miss.Reason.NOT_STORED));
        assertThat(lookup(other, "only-if-cached", 0)).isEqualTo(new Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "get"})
    void onlyGetAndHeadAreAnswered(String method) {
        assertThat(STANDARD.lookup(stored("max-age=9"), method, FieldList.EMPTY, THEN))
                .isEqualTo(new Miss(Miss.Reason.METHOD));
        assertThat(STANDARD.lookup(stored("max-age=9"), "HEAD", FieldList.EMPTY, THEN))
                .isEqualTo(new Fresh(0));
    }

    @Test
    void freshUntilTheLifetimeIsOver() {
        assertThat(lookup(stored("max-age=10"), "", 0)).isEqualTo(new Fresh(0));
        assertThat(lookup(stored("max-age=10"), "", 9_999)).isEqualTo(new Fresh(9));
        assertThat(lookup(stored("max-age=10"), "", 10_000)).isEqualTo(new Validate(TAG));
        assertThat(lookup(stored("max-age=0"), "", 0)).isEqualTo(new Validate(TAG));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // What the request says | milliseconds after a response with max-age=10 | whether it is served
                "no-cache        |      0 | false",
                "max-age=5       |  4_999 | true",
                "max-age=5       |  5_000 | false",
                "max-age=0       |      0 | false",
                "max-age=x       |      0 | false",
                "max-age=20      | 10_000 | false",
                "min-fresh=4     |  6_000 | true",
                "min-fresh=4     |  6_001 | false",
                "max-stale       | 99_999 | true",
                "max-stale=3     | 10_000 | true",
                "max-stale=3     | 13_000 | true",
                "max-stale=3     | 13_001 | false",
                "max-stale=3,max-age=12 | 12_000 | false",
                "max-stale=3,max-age=12 | 11_999 | true",
                "max-stale=9,min-fresh=1 | 10_000 | false",
                "max-stale=9,no-cache    | 10_000 | false",
                "only-if-cached  |      0 | true"
            })
    void theRequestMayAskForLessOrMore(String requested, String millis, boolean served) {
        long after = Long.parseLong(millis.replace("_", ""));
        assertThat(served(lookup(stored("max-age=10"), requested, after))).isEqualTo(served);
        if (!served) {
            assertThat(lookup(stored("max-age=10"), requested + ", only-if-cached", after))
                    .isEqualTo(new Unsatisfiable());
        }
    }

    @Test
    void saysForHowLongItHasBeenStale() {
        assertThat(lookup(stored("max-age=10"), "max-stale", 10_000)).isEqualTo(new Stale(10, 0));
        assertThat(lookup(stored("max-age=10"), "max-stale", 10_001)).isEqualTo(new Stale(10, 1));
        assertThat(lookup(stored("max-age=10"), "max-stale", 12_500)).isEqualTo(new Stale(12, 3));
        assertThat(lookup(stored("max-age=10, stale-while-revalidate=9"), "", 12_500))
                .isEqualTo(new StaleWhileRevalidate(12, 3, TAG));
    }

    @ParameterizedTest
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "s-maxage=10", "no-cache"})
    void noRequestMayHaveItStaleWhenTheResponseForbids(String directive) {
        StoredResponse stored = stored("max-age=10, stale-if-error=99, " + directive);
        assertThat(lookup(stored, "max-stale", 10_000)).isEqualTo(new Validate(TAG));
    }

    @Test
    void noCacheIsNeverUsedWithoutAsking() {
        assertThat(lookup(stored("max-age=10, no-cache"), "", 0)).isEqualTo(new Validate(TAG));
        assertThat(lookup(stored("max-age=10, no-cache, stale-while-revalidate=10"), "", 0))
                .isEqualTo(new Validate(TAG));
        assertThat(lookup(stored("max-age=10, no-cache=\"x\""), "", 0)).isEqualTo(new Fresh(0));
    }

    @Test
    void staleWhileRevalidateHasAnEnd() {
        StoredResponse stored = stored("max-age=10, stale-while-revalidate=5");
        assertThat(lookup(stored, "", 9_999)).isInstanceOf(Fresh.class);
        assertThat(lookup(stored, "", 10_000)).isEqualTo(new StaleWhileRevalidate(10, 0, TAG));
        assertThat(lookup(stored, "", 14_999)).isEqualTo(new StaleWhileRevalidate(14, 5, TAG));
        assertThat(lookup(stored, "", 15_000)).isEqualTo(new Validate(TAG));
        assertThat(lookup(stored, "no-cache", 12_000)).isEqualTo(new Validate(TAG));
        assertThat(lookup(stored("max-age=10, stale-while-revalidate=0"), "", 10_000))
                .isEqualTo(new Validate(TAG));
        assertThat(lookup(stored("s-maxage=10, stale-while-revalidate=5"), "", 12_000))
                .as("the response itself allows it")
                .isInstanceOf(StaleWhileRevalidate.class);
        assertThat(lookup(stored("max-age=10, stale-while-revalidate=5, must-revalidate"), "", 12_000))
                .isEqualTo(new Validate(TAG));
    }

    @Test
    void pragmaAsksForValidation() {
        assertThat(STANDARD.lookup(stored("max-age=10"), "GET", FieldList.of("Pragma", "no-cache"), THEN))
                .isEqualTo(new Validate(TAG));
    }

    @Test
    void theOperatorCanSilenceRequests() {
        CachePolicy deaf = new CachePolicy(new Overrides(-1, -1, -1, false, false, false, true));
        for (String requested : new String[] {"no-cache", "max-age=0", "min-fresh=99"}) {
            assertThat(deaf.lookup(stored("max-age=10"), "GET", FieldList.of("Cache-Control", requested), THEN))
                    .isEqualTo(new Fresh(0));
        }
        assertThat(deaf.lookup(stored("max-age=1"), "GET", FieldList.of("Cache-Control", "max-stale"), THEN + 2000))
                .isEqualTo(new Validate(TAG));
    }

    @Test
    void withoutAValidatorItIsAskedForAnew() {
        StoredResponse unconditional =
                StoredResponse.of(200, FieldList.of("Cache-Control", "max-age=1"), FieldList.EMPTY, THEN, THEN);
        assertThat(lookup(unconditional, "", 1000)).isEqualTo(new Validate(Conditions.NONE));
    }

    /** Against the rules written down a second time, one after the other. */
    @Property(tries = 2000)
    void followsTheRules(
            @ForAll("responses") String response,
            @ForAll("requests") String request,
            @ForAll @IntRange(max = 30_000) int age) {
        CacheDecision decision = lookup(stored(response), request, age);
        CacheControl says = CacheControl.of(FieldList.of("Cache-Control", response));
        CacheControl wants = CacheControl.of(FieldList.of("Cache-Control", request));
        long lifetime = 1000 * (says.sharedMaxAge() >= 0 ? says.sharedMaxAge() : Math.max(0, says.maxAge()));
        boolean fresh = age < lifetime && !says.noCache();
        boolean neverStale = says.noCache() || says.mustRevalidate() || says.proxyRevalidate();

        if (decision instanceof Fresh(long shown)) {
            assertThat(fresh).isTrue();
            assertThat(shown).isEqualTo(age / 1000);
            assertThat(wants.minFresh() < 0 || lifetime - age >= wants.minFresh() * 1000)
                    .isTrue();
        }
        if (served(decision)) {
            assertThat(wants.noCache()).isFalse();
            assertThat(wants.maxAge() < 0 || age <= wants.maxAge() * 1000).isTrue();
        }
        if (decision instanceof Stale) {
            assertThat(fresh || neverStale || says.sharedMaxAge() >= 0).isFalse();
            assertThat(age - lifetime).isLessThanOrEqualTo(wants.maxStale() * 1000);
        }
        if (decision instanceof StaleWhileRevalidate) {
            assertThat(fresh || neverStale).isFalse();
            assertThat(age - lifetime).isLessThan(says.staleWhileRevalidate() * 1000);
        }
        if (fresh && request.isEmpty()) {
            assertThat(decision).isInstanceOf(Fresh.class);
        }
        assertThat(decision instanceof Unsatisfiable).isEqualTo(wants.onlyIfCached() && !served(decision));
    }

    @Provide
    Arbitrary<String> responses() {
        return Arbitraries.of(
                        "max-age=10",
                        "max-age=0",
                        "s-maxage=5",
                        "no-cache",
                        "must-revalidate",
                        "proxy-revalidate",
                        "stale-while-revalidate=7",
                        "stale-if-error=9",
                        "public")
                .set()
                .ofMinSize(1)
                .ofMaxSize(4)
                .filter(set -> !set.contains("max-age=0") || !set.contains("max-age=10"))
                .map(set -> String.join(", ", set));
    }

    @Provide
    Arbitrary<String> requests() {
        return Arbitraries.of("no-cache", "max-age=8", "min-fresh=3", "max-stale=6", "only-if-cached")
                .set()
                .ofMaxSize(3)
                .map(set -> String.join(", ", set));
    }

    private static boolean served(CacheDecision decision) {
        return switch (requireNonNull(decision)) {
            case Fresh _, Stale _, StaleWhileRevalidate _ -> true;
            case Validate _, Miss _, Unsatisfiable _ -> false;
        };
    }
}
