package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The types that no setting uses yet, and the parts of the others that the settings don't show. */
class SectionTest {
    private final Problems problems = new Problems();
    private final List<Setting> settings = new ArrayList<>();

    private Section section(String yaml) {
        var tree = YamlTree.file("F", yaml, problems, new Substitution(Map.of("V", "v")))
                .orElseThrow();
        return new Section(
                new Reading(problems, new Environment(Map.of()), settings), "", (Value.Fields) tree, tree.place());
    }

    @Test
    void lists() {
        Section section = section("a: [x, 'y z']\nb: x, y\nc: {d: 1}\ne: [[x]]\nf:\n");

        assertThat(section.list("a", List.of())).containsExactly("x", "y z");
        assertThat(section.list("b", List.of())).containsExactly("x", "y");
        assertThat(section.list("c", List.of("z"))).containsExactly("z");
        assertThat(section.list("e", List.of())).isEmpty();
        assertThat(section.list("f", List.of())).isEmpty();
        assertThat(section.list("missing", List.of("m"))).containsExactly("m");
        assertThat(problems.messages())
                .containsExactly(
                        "F:3:4: c: a list goes here: write it as in [a, b]",
                        "F:4:5: e: a list can't stand here: write one value",
                        "F:5:3: f: has no value: write a list, or delete the line");
    }

    @Test
    void maps() {
        Section section = section("a: {x: 1, y: '${V}'}\nb: text\nc: {x: [1]}\n");

        assertThat(section.map("a")).isEqualTo(Map.of("x", "1", "y", "v"));
        assertThat(section.map("b")).isEmpty();
        assertThat(section.map("c")).isEmpty();
        assertThat(problems.messages())
                .containsExactly(
                        "F:2:4: b: a mapping goes here: write key: value lines, indented",
                        "F:3:8: c: x: a list can't stand here: write one value");
        assertThat(settings.getFirst().value()).isEqualTo("***");
    }

    @Test
    void valuesAreShownAsTheyWouldBeWritten() {
        assertThat(YamlText.text("sqlite:data/evenkeel.db")).isEqualTo("sqlite:data/evenkeel.db");
        assertThat(YamlText.text("it's: here")).isEqualTo("'it''s: here'");
        assertThat(YamlText.text("")).isEqualTo("''");
        assertThat(YamlText.text("null")).isEqualTo("'null'");
        assertThat(YamlText.map(Map.of("b", "2", "a", "#"))).isEqualTo("{a: '#', b: 2}");
        assertThat(Sizes.format(1500)).isEqualTo("1500");
        assertThat(Sizes.format(3 << 20)).isEqualTo("3MiB");
    }
}
