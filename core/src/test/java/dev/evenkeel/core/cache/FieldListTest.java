package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldListTest {

    @Test
    void findsLinesByNameInAnyCase() {
        FieldList fields = FieldList.of("A", "1", "B", "2", "a", "3");
        assertThat(fields.first("a")).isEqualTo("1");
        assertThat(fields.first("b")).isEqualTo("2");
        assertThat(fields.first("2")).isNull();
        assertThat(fields.all("a")).containsExactly("1", "3");
        assertThat(fields.all("c")).isEmpty();
        assertThat(fields.contains("B")).isTrue();
        assertThat(fields.contains("C")).isFalse();
        assertThat(fields.size()).isEqualTo(3);
        List<String> seen = new ArrayList<>();
        fields.forEach((name, value) -> seen.add(name + value));
        assertThat(seen).containsExactly("A1", "B2", "a3");
    }

    @Test
    void nobodyChangesItFromOutside() {
        String[] lines = {"A", "1"};
        FieldList fields = FieldList.of(lines);
        lines[1] = "2";
        assertThat(fields.first("A")).isEqualTo("1");
    }

    @Test
    void isAValue() {
        assertThat(FieldList.of("A", "1")).isEqualTo(FieldList.of("A", "1")).hasSameHashCodeAs(FieldList.of("A", "1"));
        assertThat(FieldList.of("A", "1")).isNotEqualTo(FieldList.of("a", "1")).isNotEqualTo("A1");
        assertThat(FieldList.of("A", "1").hashCode())
                .isNotEqualTo(FieldList.of("A", "2").hashCode());
        assertThat(FieldList.of("A", "1")).hasToString("[A, 1]");
    }

    @Test
    void namesTheLineWithoutAValue() {
        assertThatThrownBy(() -> FieldList.of("A", "1", "B")).hasMessageContaining("add the value of B");
    }
}
