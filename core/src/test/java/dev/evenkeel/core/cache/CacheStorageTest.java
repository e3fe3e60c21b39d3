package dev.evenkeel.core.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** What is stored, and for how long (RFC 9111 §3). */
class CacheStorageTest {
    private static final long NOW = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();
    private static final CachePolicy STANDARD = new CachePolicy(Overrides.NONE);
    private static final FieldList NOBODY = FieldList.EMPTY;
    private static final FieldList SOMEBODY = FieldList.of("Authorization", "Bearer x");

    private static CachePolicy policy(Overrides overrides) {
        return new CachePolicy(overrides);
    }

    private static @Nullable NotStored objection(CachePolicy policy, FieldList request, int status, String... fields) {
        NotStored objection = policy.objection("GET", request, status, FieldList.of(fields), NOW);
        StoredResponse stored = policy.store("GET", request, status, FieldList.of(fields), NOW - 5, NOW);
        assertThat(stored == null).isEqualTo(objection != null);
        return objection;
    }

    private static @Nullable NotStored objection(String cacheControl) {
        return objection(STANDARD, NOBODY, 200, "Cache-Control", cacheControl);
    }

    @Test
    void storesWhatSaysItMayBe() {
        assertThat(objection("max-age=1")).isNull();
        assertThat(objection("s-maxage=1")).isNull();
        assertThat(objection(STANDARD, NOBODY, 200, "Expires", HttpDate.format(NOW / 1000 + 1)))
                .isNull();
        StoredResponse stored = requireNonNull(STANDARD.store(
                "GET", NOBODY, 203, FieldList.of("Cache-Control", "max-age=1", "Age", "3"), NOW - 500, NOW));
        assertThat(stored.status()).isEqualTo(203);
        assertThat(stored.ageMillis(NOW)).isEqualTo(3500);
        assertThat(stored.responseMillis()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "PUT", "get"})
    void onlyAnswersToGet(String method) {
        assertThat(STANDARD.objection(method, NOBODY, 200, FieldList.of("Cache-Control", "max-age=1"), NOW))
                .isEqualTo(NotStored.METHOD);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 103, 199, 206, 304})
    void notWhatIsPartialOrNotFinal(int status) {
        assertThat(objection(STANDARD, NOBODY, status, "Cache-Control", "max-age=1"))
                .isEqualTo(NotStored.STATUS);
    }

    /** RFC 9110 §15.1: without a word only these statuses may be stored. */
    @Property
    void anyStatusThatIsDeclaredAndSomeThatAreNot(@ForAll @IntRange(min = 200, max = 599) int status) {
        if (status != 206 && status != 304) {
            assertThat(objection(STANDARD, NOBODY, status, "Cache-Control", "max-age=1"))
                    .isNull();
        }
        boolean heuristic = switch (status) {
            case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
            default -> false;
        };
        assertThat(objection(STANDARD, NOBODY, status, "ETag", "\"1\"")).isEqualTo(heuristic ? null : NotStored.STATUS);
        if (status != 206 && status != 304) {
            assertThat(objection(STANDARD, NOBODY, status, "ETag", "\"1\"", "Cache-Control", "public"))
                    .isNull();
        }
    }

    @Test
    void noStoreOnEitherSideIsRespected() {
        assertThat(objection("max-age=1, no-store")).isEqualTo(NotStored.NO_STORE);
        assertThat(objection(STANDARD, FieldList.of("Cache-Control", "no-store"), 200, "Cache-Control", "max-age=1"))
                .isEqualTo(NotStored.NO_STORE);
    }

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "302, true",
        "404, true",
        "429, true",
        "503, true",
        "418, false",
        "299, false",
        "599, false"
    })
    void mustUnderstandTakesThePlaceOfNoStore(int status, boolean understood) {
        NotStored expected = understood ? null : NotStored.NO_STORE;
        assertThat(objection(STANDARD, NOBODY, status, "Cache-Control", "max-age=1, must-understand, no-store"))
                .isEqualTo(expected);
        assertThat(objection(STANDARD, NOBODY, status, "Cache-Control", "max-age=1, must-understand"))
                .isEqualTo(expected);
    }

    @Test
    void whatIsMeantForOnePersonIsNotShared() {
        assertThat(objection("max-age=1, private")).isEqualTo(NotStored.PRIVATE);
        assertThat(objection("max-age=1, private=\"x\"")).isEqualTo(NotStored.PRIVATE);
        Overrides trusting = new Overrides(-1, -1, -1, false, true, false, false);
        assertThat(objection(policy(trusting), NOBODY, 200, "Cache-Control", "max-age=1, private"))
                .isNull();
        assertThat(objection(policy(trusting), SOMEBODY, 200, "Cache-Control", "max-age=1"))
                .isEqualTo(NotStored.AUTHORIZATION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=1 | false",
                "max-age=1, public | true",
                "max-age=1, must-revalidate | true",
                "s-maxage=1 | true",
                "max-age=1, proxy-revalidate | false"
            })
    void answersToAuthenticatedRequestsMustSayThatTheyAreForAll(String cacheControl, boolean shared) {
        assertThat(objection(STANDARD, SOMEBODY, 200, "Cache-Control", cacheControl))
                .isEqualTo(shared ? null : NotStored.AUTHORIZATION);
        Overrides trusting = new Overrides(-1, -1, -1, false, false, true, false);
        assertThat(objection(policy(trusting), SOMEBODY, 200, "Cache-Control", cacheControl))
                .isNull();
    }

    @Test
    void aCookieIsNotSetForEveryoneUnlessTheAnswerIsDeclared() {
        String[] bare = {"Set-Cookie", "a=b", "ETag", "\"1\""};
        assertThat(objection(STANDARD, NOBODY, 200, bare)).isEqualTo(NotStored.SET_COOKIE);
        assertThat(objection(policy(Overrides.of(60, 0)), NOBODY, 200, bare)).isEqualTo(NotStored.SET_COOKIE);
        assertThat(objection(STANDARD, NOBODY, 200, "Set-Cookie", "a=b", "Cache-Control", "max-age=1"))
                .isNull();
        assertThat(objection(STANDARD, NOBODY, 200, "Set-Cookie", "a=b", "Cache-Control", "public", "ETag", "\"1\""))
                .isNull();
    }

    @Test
    void whatNoRequestSelectsIsNotStored() {
        assertThat(objection(STANDARD, NOBODY, 200, "Cache-Control", "max-age=1", "Vary", "*"))
                .isEqualTo(NotStored.VARY);
        assertThat(objection(STANDARD, NOBODY, 200, "Cache-Control", "max-age=1", "Vary", "A"))
                .isNull();
    }

    @Test
    void whatIsOfNoUseIsNotStored() {
        assertThat(objection("max-age=0")).isEqualTo(NotStored.NO_USE);
        assertThat(objection("no-cache, max-age=9")).isEqualTo(NotStored.NO_USE);
        assertThat(objection("max-age=0, stale-if-error=1")).isNull();
        assertThat(objection("max-age=0, stale-while-revalidate=1")).isNull();
        assertThat(objection(STANDARD, NOBODY, 200)).isEqualTo(NotStored.NO_USE);
        assertThat(objection(STANDARD, NOBODY, 200, "ETag", "\"1\"")).isNull();
        assertThat(objection(STANDARD, NOBODY, 200, "Last-Modified", "a while ago"))
                .isNull();
        assertThat(objection(STANDARD, NOBODY, 200, "Cache-Control", "no-cache", "ETag", "\"1\""))
                .isNull();
    }

    @Test
    void theOperatorsTimesReplaceThoseOfTheUpstream() {
        CachePolicy hour = policy(new Overrides(3600, 20, 30, false, false, false, false));
        assertThat(objection(hour, NOBODY, 200)).isNull();
        assertThat(lifetime(hour, 200, "Cache-Control", "max-age=1, stale-while-revalidate=2, stale-if-error=3"))
                .isEqualTo(new Lifetime(3600, 20, 30, true, true));
        assertThat(lifetime(hour, 200)).isEqualTo(new Lifetime(3600, 20, 30, true, false));
        assertThat(lifetime(hour, 404, "Cache-Control", "max-age=1"))
                .as("errors keep their own")
                .isEqualTo(new Lifetime(1, 20, 30, true, true));
        assertThat(lifetime(hour, 302, "Cache-Control", "max-age=1"))
                .as("so does what isn't cacheable by itself")
                .isEqualTo(new Lifetime(1, 20, 30, true, true));
        assertThat(lifetime(hour, 200, "Cache-Control", "no-cache")).isEqualTo(new Lifetime(0, 0, 0, false, false));
        assertThat(lifetime(hour, 200, "Cache-Control", "must-revalidate"))
                .isEqualTo(new Lifetime(3600, 0, 0, false, false));
        assertThat(objection(hour, NOBODY, 200, "Cache-Control", "no-store")).isEqualTo(NotStored.NO_STORE);
        assertThat(objection(hour, NOBODY, 200, "Cache-Control", "private")).isEqualTo(NotStored.PRIVATE);
        assertThat(lifetime(policy(Overrides.of(0, 0)), 200, "Cache-Control", "max-age=9, stale-if-error=3"))
                .isEqualTo(new Lifetime(0, 0, 0, true, true));
    }

    @Test
    void theOperatorCanSilenceTheUpstream() {
        CachePolicy deaf = policy(new Overrides(60, -1, -1, true, false, false, false));
        for (String said : new String[] {"no-store", "private", "no-cache", "must-revalidate", "max-age=1"}) {
            assertThat(objection(deaf, NOBODY, 200, "Cache-Control", said))
                    .as(said)
                    .isNull();
            assertThat(lifetime(deaf, 200, "Cache-Control", said)).isEqualTo(new Lifetime(60, 0, 0, true, false));
        }
        assertThat(objection(deaf, SOMEBODY, 200, "Cache-Control", "public")).isEqualTo(NotStored.AUTHORIZATION);
        CachePolicy guessing = policy(new Overrides(-1, -1, -1, true, false, false, false));
        assertThat(lifetime(
                        guessing,
                        200,
                        "Cache-Control",
                        "max-age=1",
                        "Last-Modified",
                        HttpDate.format(NOW / 1000 - 100)))
                .isEqualTo(new Lifetime(10, 0, 0, true, false));
    }

    @Test
    void guessesOnlyWhereThatIsAllowed() {
        String[] changed = {"Last-Modified", HttpDate.format(NOW / 1000 - 100)};
        assertThat(lifetime(STANDARD, 200, changed).fresh()).isEqualTo(10);
        assertThat(lifetime(STANDARD, 302, changed).fresh()).isZero();
        assertThat(lifetime(STANDARD, 302, changed[0], changed[1], "Cache-Control", "public")
                        .fresh())
                .isEqualTo(10);
        assertThat(lifetime(STANDARD, 200, changed[0], changed[1], "Cache-Control", "max-age=3")
                        .fresh())
                .isEqualTo(3);
    }

    private static Lifetime lifetime(CachePolicy policy, int status, String... fields) {
        return StoredResponse.of(status, FieldList.of(fields), NOBODY, NOW, NOW).lifetime(policy.overrides());
    }

    @Test
    void theLifetimeFollowsTheOverridesOfTheMoment() {
        StoredResponse stored = StoredResponse.of(200, FieldList.of("Cache-Control", "max-age=5"), NOBODY, NOW, NOW);
        assertThat(stored.lifetime(Overrides.NONE).fresh()).isEqualTo(5);
        assertThat(stored.lifetime(Overrides.of(7, 0)).fresh()).isEqualTo(7);
        assertThat(stored.lifetime(Overrides.NONE).fresh()).isEqualTo(5);
        assertThat(stored.lifetime(Overrides.NONE)).isSameAs(stored.lifetime(Overrides.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=10 | | 10",
                "max-age=10, stale-if-error=20 | | 30",
                "max-age=10, stale-if-error=20, stale-while-revalidate=40 | | 50",
                "max-age=10 | \"1\" | 3610",
                "max-age=10, stale-if-error=20 | \"1\" | 3610",
                "max-age=10, stale-if-error=7200 | \"1\" | 7210"
            })
    void isKeptForAsLongAsItMayBeOfUse(String cacheControl, @Nullable String etag, long seconds) {
        FieldList fields = etag == null
                ? FieldList.of("Cache-Control", cacheControl, "Age", "4")
                : FieldList.of("Cache-Control", cacheControl, "Age", "4", "ETag", etag);
        StoredResponse stored = requireNonNull(STANDARD.store("GET", NOBODY, 200, fields, NOW, NOW));
        assertThat(STANDARD.keepMillis(stored)).isEqualTo((seconds - 4) * 1000);
    }

    @Property
    void whatIsNotStoredForAReasonIsNotStoredWithAnotherBesideIt(
            @ForAll("directives") String directives, @ForAll("directives") String more) {
        NotStored alone = objection(STANDARD, SOMEBODY, 200, "Cache-Control", directives + ", no-store");
        assertThat(alone).isEqualTo(NotStored.NO_STORE);
        if (objection(directives + ", private") != null) {
            assertThat(objection(directives + ", private, " + more)).isNotNull();
        }
    }

    @Provide
    Arbitrary<String> directives() {
        return Arbitraries.of("max-age=9", "s-maxage=9", "public", "must-revalidate", "stale-if-error=3", "x")
                .set()
                .ofMinSize(1)
                .map(set -> String.join(", ", set));
    }

    @Test
    void overridesBelowZeroAreRefused() {
        assertThatThrownBy(() -> Overrides.of(-2, 0)).hasMessageContaining("ttl -2");
        assertThatThrownBy(() -> Overrides.of(0, -2)).hasMessageContaining("staleIfError -2");
        assertThatThrownBy(() -> new Overrides(0, -2, 0, false, false, false, false))
                .hasMessageContaining("staleWhileRevalidate -2");
        assertThat(Overrides.of(-1, -1)).isEqualTo(Overrides.NONE);
    }
}
