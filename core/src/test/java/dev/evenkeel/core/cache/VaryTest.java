package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VaryTest {
    private static final Vary LANGUAGE = Vary.of(FieldList.of("Vary", "Accept-Language"));

    @Test
    void namesAreSortedOnceAndInLowerCase() {
        Vary vary = Vary.of(FieldList.of("vary", "B, a ,, b", "Vary", "C"));
        assertThat(vary).isEqualTo(new Vary(List.of("a", "b", "c"), false));
    }

    @Test
    void withoutTheFieldEveryRequestIsAlike() {
        assertThat(Vary.of(FieldList.of("Date", "x"))).isSameAs(Vary.NONE);
        assertThat(Vary.NONE.key(FieldList.of("Accept", "x"))).isEmpty();
        assertThat(Vary.of(FieldList.of("Vary", " , "))).isEqualTo(Vary.NONE);
    }

    @Test
    void aStarAmongNamesIsForAny() {
        assertThat(Vary.of(FieldList.of("Vary", "a, *")).any()).isTrue();
        assertThat(Vary.of(FieldList.of("Vary", "a", "Vary", "*")).any()).isTrue();
        assertThat(Vary.of(FieldList.of("Vary", "a*")).any()).isFalse();
    }

    @Test
    void linesAndSpacesDoNotMatter() {
        String key = LANGUAGE.key(FieldList.of("Accept-Language", "de, en;q=0.5"));
        assertThat(LANGUAGE.key(FieldList.of("accept-language", "de,en;q=0.5"))).isEqualTo(key);
        assertThat(LANGUAGE.key(FieldList.of("Accept-Language", " de", "X", "y", "ACCEPT-LANGUAGE", "en;q=0.5 ")))
                .isEqualTo(key);
        assertThat(LANGUAGE.key(FieldList.of("Accept-Language", "de ,  en;q=0.5")))
                .isEqualTo(key);
        assertThat(LANGUAGE.key(FieldList.of("Accept-Language", "de en;q=0.5"))).isNotEqualTo(key);
        assertThat(LANGUAGE.key(FieldList.of("Accept-Language", "en;q=0.5, de")))
                .as("order may matter")
                .isNotEqualTo(key);
    }

    @Test
    void whatIsMissingIsNotWhatIsEmpty() {
        assertThat(LANGUAGE.key(FieldList.of())).isNotEqualTo(LANGUAGE.key(FieldList.of("Accept-Language", "")));
        assertThat(LANGUAGE.key(FieldList.of("Accept-Language", "a,")))
                .isNotEqualTo(LANGUAGE.key(FieldList.of("Accept-Language", "a")));
        assertThat(LANGUAGE.key(FieldList.of("Accept-Language", "a, ,b")))
                .isEqualTo(LANGUAGE.key(FieldList.of("Accept-Language", "a,,b")));
    }

    @Test
    void spacesInQuotedTextMatter() {
        assertThat(LANGUAGE.key(FieldList.of("Accept-Language", "\"a, b\"")))
                .isNotEqualTo(LANGUAGE.key(FieldList.of("Accept-Language", "\"a,b\"")));
    }

    /** Requests match when all named fields have the same values, and no others matter (RFC 9111 §4.1). */
    @Property
    void keysAreEqualExactlyWhenTheNamedFieldsAre(
            @ForAll("requests") List<String> one, @ForAll("requests") List<String> other) {
        Vary vary = Vary.of(FieldList.of("Vary", "A, B"));
        boolean alike =
                values(one, "a").equals(values(other, "a")) && values(one, "b").equals(values(other, "b"));
        String first = vary.key(FieldList.of(one.toArray(String[]::new)));
        assertThat(first.equals(vary.key(FieldList.of(other.toArray(String[]::new)))))
                .isEqualTo(alike);
    }

    private static List<String> values(List<String> fields, String name) {
        var members = new ArrayList<String>();
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).toLowerCase(Locale.ROOT).equals(name)) {
                for (String member : fields.get(i + 1).split(",", -1)) {
                    members.add(member.strip());
                }
            }
        }
        return members;
    }

    @Provide
    Arbitrary<List<String>> requests() {
        Arbitrary<String> names = Arbitraries.of("a", "A", "b", "c");
        Arbitrary<String> values = Arbitraries.of("x", "y", "x,y", "x, y", "", " x");
        return Combinators.combine(names, values)
                .as((name, value) -> List.of(name, value))
                .list()
                .ofMaxSize(3)
                .map(lines -> lines.stream().flatMap(List::stream).toList());
    }
}
