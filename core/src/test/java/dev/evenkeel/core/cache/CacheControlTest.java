package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.function.Predicate;
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

class CacheControlTest {

    private static CacheControl of(String... lines) {
        String[] fields = new String[lines.length * 2];
        for (int i = 0; i < lines.length; i++) {
            fields[2 * i] = "cache-control";
            fields[2 * i + 1] = lines[i];
        }
        return CacheControl.of(FieldList.of(fields));
    }

    @Test
    void nothingIsSaidWithoutTheField() {
        CacheControl nothing = CacheControl.of(FieldList.of("Date", "x"));
        assertThat(nothing).isSameAs(CacheControl.EMPTY);
        assertThat(List.of(
                        nothing.maxAge(),
                        nothing.sharedMaxAge(),
                        nothing.maxStale(),
                        nothing.minFresh(),
                        nothing.staleWhileRevalidate(),
                        nothing.staleIfError()))
                .containsOnly(CacheControl.ABSENT);
        assertThat(FLAGS).noneMatch(flag -> flag.test(nothing));
        assertThat(nothing.unstoredFields()).isEmpty();
    }

    private static final List<Predicate<CacheControl>> FLAGS = List.of(
            CacheControl::noStore,
            CacheControl::noCache,
            CacheControl::isPrivate,
            CacheControl::isPublic,
            CacheControl::mustRevalidate,
            CacheControl::proxyRevalidate,
            CacheControl::mustUnderstand,
            CacheControl::onlyIfCached);

    @ParameterizedTest
    @CsvSource({
        "no-store, 0",
        "no-cache, 1",
        "private, 2",
        "public, 3",
        "must-revalidate, 4",
        "proxy-revalidate, 5",
        "must-understand, 6",
        "only-if-cached, 7"
    })
    void eachFlagIsOneOfItsOwn(String directive, int set) {
        for (String written : List.of(directive, directive.toUpperCase(java.util.Locale.ROOT), " , " + directive)) {
            for (int i = 0; i < FLAGS.size(); i++) {
                assertThat(FLAGS.get(i).test(of(written))).as(written + " " + i).isEqualTo(i == set);
            }
        }
    }

    @Test
    void eachNumberIsOneOfItsOwn() {
        CacheControl all =
                of("max-age=1, s-maxage=2, max-stale=3", "min-fresh=4,stale-while-revalidate=5,stale-if-error=\"6\"");
        assertThat(all.maxAge()).isEqualTo(1);
        assertThat(all.sharedMaxAge()).isEqualTo(2);
        assertThat(all.maxStale()).isEqualTo(3);
        assertThat(all.minFresh()).isEqualTo(4);
        assertThat(all.staleWhileRevalidate()).isEqualTo(5);
        assertThat(all.staleIfError()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=",
                "max-age",
                "max-age=a",
                "max-age=-1",
                "max-age=1.5",
                "max-age=1s",
                "max-age= 10",
                "max-age =10",
                "max-age\t=10",
                "max-age='10'",
                "max-age=\"10",
                "max-age=10\"",
                "max-age=+10",
                "max-age=١٠",
                "max-age=10, max-age=20",
                "max-age=10, max-age=20, max-age=20",
                "max-age=10, max-age=x"
            })
    void aFreshnessThatCannotBeTrustedMeansStale(String written) {
        assertThat(of(written).maxAge()).isZero();
    }

    @Test
    void theSameFreshnessTwiceIsNoContradiction() {
        assertThat(of("max-age=10, MAX-AGE=10", "max-age=\"10\"").maxAge()).isEqualTo(10);
    }

    @Test
    void whatDoesNotFitIsTheMost() {
        assertThat(of("max-age=2147483648").maxAge()).isEqualTo(CacheControl.FOREVER);
        assertThat(of("max-age=99999999999999999999999999").maxAge()).isEqualTo(CacheControl.FOREVER);
        assertThat(of("max-stale").maxStale()).isEqualTo(CacheControl.FOREVER);
        assertThat(of("max-stale=7").maxStale()).isEqualTo(7);
    }

    @Test
    void commasInQuotedTextSeparateNothing() {
        CacheControl control = of("ext=\"max-age=1, no-store, \\\", private\", max-age=5, other=\"\"");
        assertThat(control.maxAge()).isEqualTo(5);
        assertThat(control.noStore()).isFalse();
        assertThat(control.isPrivate()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext=\"a, no-store",
                "no-cache=\"a, no-store",
                "max-age=1, ext=\"a\\\", no-store",
                "ext=\"a, no-store, b=\\"
            })
    void aQuoteThatIsNeverClosedHidesNothing(String written) {
        assertThat(of(written).noStore()).isTrue();
    }

    @Test
    void noCacheWithNamesOnlyLeavesThoseFieldsOut() {
        CacheControl control = of("no-cache=\"Set-Cookie, , X-B \"", "no-cache=X-C");
        assertThat(control.noCache()).isFalse();
        assertThat(control.unstoredFields()).containsExactly("set-cookie", "x-b", "x-c");
        assertThat(of("no-cache=\"a\", no-cache").noCache()).isTrue();
        assertThat(of("no-cache, no-cache=\"a\"").noCache()).isTrue();
        assertThat(of("no-cache=\"\"").noCache()).isTrue();
    }

    @Test
    void privateWithNamesIsPrivateAltogether() {
        assertThat(of("private=\"Set-Cookie\"").isPrivate()).isTrue();
    }

    @Test
    void pragmaCountsInRequestsWithoutCacheControl() {
        assertThat(CacheControl.ofRequest(FieldList.of("Pragma", "x, No-Cache")).noCache())
                .isTrue();
        assertThat(CacheControl.ofRequest(FieldList.of("Pragma", "a", "pragma", "no-cache"))
                        .noCache())
                .isTrue();
        assertThat(CacheControl.ofRequest(FieldList.of("Pragma", "a")).noCache())
                .isFalse();
        assertThat(CacheControl.ofRequest(FieldList.of("Pragma", "no-cache", "Cache-Control", "max-age=1"))
                        .noCache())
                .isFalse();
        assertThat(CacheControl.ofRequest(FieldList.of()).noCache()).isFalse();
        assertThat(CacheControl.of(FieldList.of("Pragma", "no-cache")).noCache())
                .isFalse();
    }

    @Property
    void numbersAreReadWhereverTheyStand(
            @ForAll @LongRange(min = 0, max = CacheControl.FOREVER) long seconds,
            @ForAll("others") String before,
            @ForAll("others") String after) {
        assertThat(of(before + ",max-age=" + seconds + "," + after).maxAge()).isEqualTo(seconds);
        assertThat(of(before, "max-age=" + seconds, after).maxAge()).isEqualTo(seconds);
    }

    @Provide
    Arbitrary<String> others() {
        return Arbitraries.of("public", "", "x", "x=1", "x=\"a, b\"", "x=\"a\\\"\"", "s-maxage=3", " must-revalidate ");
    }

    @Property
    void anyTextCanBeReadAndNoStoreIsNeverMissed(@ForAll("noise") String noise) {
        assertThatCode(() -> of(noise)).doesNotThrowAnyException();
        assertThat(of("no-store," + noise).noStore()).isTrue();
        assertThat(of(noise, "no-store").noStore()).isTrue();
        assertThat(of("ext=\"" + noise.replace("\"", "").replace("\\", "") + ",no-store")
                        .noStore())
                .isTrue();
        assertThat(of(noise).maxAge()).isBetween(CacheControl.ABSENT, CacheControl.FOREVER);
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.of("a", "max-age", "=", ",", "\"", "\\", " ", "9", "no-cache", "\t")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }
}
