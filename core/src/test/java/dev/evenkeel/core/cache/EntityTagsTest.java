package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTagsTest {

    /** The table of RFC 9110 §8.8.3.2, its weak column. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "W/\"1\", W/\"1\", true",
                "W/\"1\", W/\"2\", false",
                "W/\"1\", \"1\", true",
                "\"1\", \"1\", true",
                "' \"1\" ', W/\"1\", true",
                "\"a\", \"A\", false",
                "w/\"1\", \"1\", false"
            })
    void areComparedWeakly(String one, String other, boolean same) {
        assertThat(EntityTags.weakMatch(one, other)).isEqualTo(same);
        assertThat(EntityTags.weakMatch(other, one)).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "*, \"1\", true",
                "' * ', \"1\", true",
                "\"*\", \"1\", false",
                "'\"2\", \"1\"', \"1\", true",
                "'\"2\",\"1\"', W/\"1\", true",
                "'W/\"1\" , \"3\"', \"1\", true",
                "'\"2\", \"3\"', \"1\", false",
                "'\"2,\"', '\"2,\"', true",
                "'\"2, \"1\"\"', \"1\", false",
                "'', \"1\", false"
            })
    void areFoundInLists(String list, String etag, boolean listed) {
        assertThat(EntityTags.listed(list, etag)).isEqualTo(listed);
    }

    @Property
    void aTagIsListedExactlyWhenItIsThere(@ForAll("tags") List<String> list, @ForAll("tag") String etag) {
        boolean there = list.stream().anyMatch(each -> each.replace("W/", "").equals(etag.replace("W/", "")));
        assertThat(EntityTags.listed(String.join(", ", list), etag)).isEqualTo(there);
    }

    @Provide
    Arbitrary<List<String>> tags() {
        return tag().list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> tag() {
        Arbitrary<String> opaque = Arbitraries.strings().withChars("ab,* ").ofMaxLength(3);
        return opaque.flatMap(text -> Arbitraries.of("\"" + text + "\"", "W/\"" + text + "\""));
    }
}
