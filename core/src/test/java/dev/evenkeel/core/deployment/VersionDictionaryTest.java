package dev.evenkeel.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VersionDictionaryTest {
    private final VersionDictionary dictionary = new VersionDictionary();

    @Property
    void everyTextComesBackAndHasOneCode(@ForAll List<String> versions) {
        VersionDictionary each = new VersionDictionary();
        Map<String, Integer> codes = new LinkedHashMap<>();
        for (String version : versions) {
            int code = each.code(version);
            assertThat(codes.getOrDefault(version, code)).isEqualTo(code);
            codes.put(version, code);
        }
        assertThat(codes.values()).doesNotHaveDuplicates();
        codes.forEach((version, code) -> assertThat(each.view().get(code)).isEqualTo(version));
    }

    @Test
    void codesSurviveGrowth() {
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            codes.add(dictionary.code("1.8." + i));
        }
        for (int i = 0; i < 50_000; i++) {
            assertThat(dictionary.code("1.8." + i)).isEqualTo(codes.get(i));
            assertThat(dictionary.view().get(codes.get(i))).isEqualTo("1.8." + i);
        }
    }

    @Test
    void aTextMayBeLongerThanAChunk() {
        for (String version :
                List.of("", "é".repeat(100_000), "漢".repeat(40_000), "0f".repeat(60_000) + "a", "\uD800")) {
            int code = dictionary.code(version);
            assertThat(dictionary.view().get(code)).isEqualTo(version);
        }
        assertThat(dictionary.code("")).isZero();
    }

    @Test
    void aCommitHashTakesHalfItsLength() {
        long before = dictionary.bytes();
        String hash = "cbcdc48083e9c2203e7d475478b1a6d94a39a5e1";
        int code = dictionary.code(hash);
        assertThat(dictionary.code("next") - code).isEqualTo(22);
        assertThat(dictionary.bytes()).isGreaterThan(before);
    }

    @Test
    void aViewKnowsWhatWasThere() {
        int code = dictionary.code("1.8.9");
        VersionDictionary.Versions view = dictionary.view();
        for (int i = 0; i < 10_000; i++) {
            dictionary.code("other " + i);
        }
        assertThat(view.get(code)).isEqualTo("1.8.9");
    }
}
