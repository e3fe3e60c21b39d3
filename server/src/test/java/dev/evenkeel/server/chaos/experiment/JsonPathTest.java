package dev.evenkeel.server.chaos.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
    private static final String STORE = """
            {"store": {"book": [
               {"title": "Sayings", "price": 8.95, "tags": ["old"]},
               {"title": "Sword", "price": 12.99},
               {"title": "Moby Dick", "isbn": "0-553", "price": 8.99},
               {"title": "Rings", "isbn": "0-395", "price": 22.99}],
             "bicycle": {"colour of frame": "red", "price": 19.95}},
             "open": true}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.open | [true]",
                "$['store'].bicycle['colour of frame'] | ['red']",
                "$.store.book[0].title | ['Sayings']",
                "$.store.book[-1].title | ['Rings']",
                "$.store.book[0,3].title | ['Sayings','Rings']",
                "$.store.book[1:3].title | ['Sword','Moby Dick']",
                "$.store.book[::2].title | ['Sayings','Moby Dick']",
                "$.store.book[-2:].title | ['Moby Dick','Rings']",
                "$.store.book[*].isbn | ['0-553','0-395']",
                "$.store.*.price | [19.95]",
                "$..price | [8.95,12.99,8.99,22.99,19.95]",
                "$..book[2].title | ['Moby Dick']",
                "$..['isbn'] | ['0-553','0-395']",
                "$.store.book[?(@.price < 9)].title | ['Sayings','Moby Dick']",
                "$.store.book[?(@.price>=12.99)].title | ['Sword','Rings']",
                "$.store.book[?(@.isbn)].title | ['Moby Dick','Rings']",
                "$.store.book[?(@.title = \"Sword\")].price | [12.99]",
                "$.store.book[?(@.title=='Sword')].price | [12.99]",
                "$.store.book[?@.title!='Sword'].price | [8.95,8.99,22.99]",
                "$.store.book[?(@.tags[0]=='old')].title | ['Sayings']",
                "$.nothing.at.all | []",
                "$.store.book[9] | []",
                "$.open[0] | []",
            })
    void findsWhatItNames(String path, String expected) throws Exception {
        JsonNode found = Json.mapper().valueToTree(JsonPath.parse(path).match(json(STORE)));

        assertThat(found).isEqualTo(json(expected.replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "store", "$.", "$[", "$['a'", "$.a b", "$[?(x)]", "$[?(@.a = )]", "$[::0]", "$.a[?(@.b]"})
    void saysWhereAPathGoesWrong(String path) {
        assertThatThrownBy(() -> JsonPath.parse(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("goes wrong after");
    }

    static JsonNode json(String text) throws Exception {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
