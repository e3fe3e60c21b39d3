package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidationTest {
    private static final String URI = "http://host:8080/a/b?c=d";

    private static List<String> after(String... fields) {
        return Invalidation.targets("POST", URI, 201, FieldList.of(fields));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
    void safeMethodsOutdateNothing(String method) {
        assertThat(Invalidation.targets(method, URI, 200, FieldList.of("Location", "/x")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "PURGE", "get"})
    void allOthersDo(String method) {
        assertThat(Invalidation.targets(method, URI, 200, FieldList.EMPTY)).containsExactly(URI);
    }

    @Property
    void onlyAnswersWithoutErrorCount(@ForAll @IntRange(min = 100, max = 599) int status) {
        assertThat(Invalidation.targets("PUT", URI, status, FieldList.EMPTY).isEmpty())
                .isEqualTo(status < 200 || status > 399);
    }

    @ParameterizedTest
    @CsvSource({
        "/x, http://host:8080/x",
        "/x?y=z, http://host:8080/x?y=z",
        "x, http://host:8080/a/x",
        "../x, http://host:8080/x",
        "?q=1, http://host:8080/a/b?q=1",
        "//host:8080/x, http://host:8080/x",
        "http://host:8080/x#part, http://host:8080/x",
        "HTTP://HOST:8080/x, http://host:8080/x",
        "http://host:8080, http://host:8080/",
        "' /x ', http://host:8080/x",
        "/a%2Fb, http://host:8080/a%2Fb"
    })
    void whatTheAnswerPointsToIsOutdatedToo(String reference, String target) {
        assertThat(after("Location", reference)).containsExactly(URI, target);
        assertThat(after("Content-Location", reference)).containsExactly(URI, target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://other:8080/x",
                "http://host/x",
                "http://host:8081/x",
                "https://host:8080/x",
                "//other/x",
                "http://user@host:8080/x",
                "mailto:a@b",
                "http://host:8080/a b",
                "/%zz",
                "http://["
            })
    void butNothingOnAnotherOrigin(String reference) {
        assertThat(after("Location", reference)).containsExactly(URI);
    }

    @Test
    void bothReferencesCountAndNoneTwice() {
        assertThat(after("Location", "/x", "Content-Location", "/y"))
                .containsExactly(URI, "http://host:8080/x", "http://host:8080/y");
        assertThat(after("Location", "/x", "Content-Location", "/x")).containsExactly(URI, "http://host:8080/x");
        assertThat(after("Location", URI)).containsExactly(URI);
    }

    @Test
    void aUrlThatJavaDoesNotTakeIsOutdatedAllTheSame() {
        assertThat(Invalidation.targets("PUT", "http://host/a|b", 200, FieldList.of("Location", "/x")))
                .containsExactly("http://host/a|b");
    }
}
