package dev.evenkeel.core.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredResponseTest {
    private static final long NOW = Instant.parse("2026-11-21T12:00:00.400Z").toEpochMilli();
    private static final String DATE = "Sat, 21 Nov 2026 12:00:00 GMT";

    private static StoredResponse stored(String... fields) {
        return StoredResponse.of(200, FieldList.of(fields), FieldList.of("Accept", "a"), NOW - 100, NOW);
    }

    private static StoredResponse refreshed(StoredResponse stored, String... fields) {
        return requireNonNull(stored.refreshed(FieldList.of(fields), NOW + 60_000, NOW + 60_200));
    }

    @Test
    void keepsFieldsInOrderAndAddsTheDate() {
        StoredResponse stored = stored("B", "1", "A", "2", "B", "3");
        assertThat(stored.fields()).isEqualTo(FieldList.of("B", "1", "A", "2", "B", "3", "Date", DATE));
        assertThat(stored("date", DATE, "A", "1").fields()).isEqualTo(FieldList.of("date", DATE, "A", "1"));
        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.responseMillis()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "KEEP-ALIVE",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "Proxy-Authentication-Info",
                "Proxy-Authorization",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "X-Hop",
                "X-Leap",
                "X-Secret"
            })
    void leavesOutWhatMustNotBeStored(String name) {
        StoredResponse stored = stored(
                name,
                "x",
                "Connection",
                "x-hop , close",
                "connection",
                "x-leap",
                "Cache-Control",
                "no-cache=\"x-secret\"");
        assertThat(stored.fields().contains(name)).isFalse();
        assertThat(stored.fields().size()).isEqualTo(2);
    }

    @Test
    void answersRequestsThatItsVarySelects() {
        StoredResponse stored = stored("Vary", "Accept");
        assertThat(stored.selectedBy(FieldList.of("accept", "a"))).isTrue();
        assertThat(stored.selectedBy(FieldList.of("Accept", "b"))).isFalse();
        assertThat(stored.selectedBy(FieldList.EMPTY)).isFalse();
        assertThat(stored("Vary", "*").selectedBy(FieldList.of("Accept", "a"))).isFalse();
        assertThat(stored().selectedBy(FieldList.EMPTY)).isTrue();
        assertThat(stored.variant()).isEqualTo(stored.vary().key(FieldList.of("Accept", "a")));
        assertThat(stored.vary()).isEqualTo(Vary.of(FieldList.of("Vary", "accept")));
    }

    @Property
    void growsOlderWithTime(@ForAll @LongRange(min = -10_000, max = 10_000_000) long later) {
        StoredResponse stored = stored("Age", "7");
        assertThat(stored.ageMillis(NOW + later)).isEqualTo(7100 + Math.max(0, later));
    }

    @Test
    void itsValidatorsAreTheConditions() {
        assertThat(stored().conditions()).isSameAs(Conditions.NONE);
        assertThat(stored().conditions().isEmpty()).isTrue();
        assertThat(stored("ETag", "\"1\"").conditions()).isEqualTo(new Conditions("\"1\"", null));
        assertThat(stored("Last-Modified", DATE).conditions()).isEqualTo(new Conditions(null, DATE));
        assertThat(stored("ETag", "\"1\"", "Last-Modified", DATE).conditions())
                .isEqualTo(new Conditions("\"1\"", DATE));
        assertThat(new Conditions("\"1\"", null).isEmpty()).isFalse();
        assertThat(new Conditions(null, DATE).isEmpty()).isFalse();
    }

    @Test
    void isUpdatedByA304() {
        StoredResponse old = stored(
                "ETag", "\"1\"", "A", "old", "a", "older", "B", "kept", "Age", "50", "Cache-Control", "max-age=1");
        StoredResponse now = refreshed(
                old, "A", "new", "ETag", "W/\"1\"", "Cache-Control", "max-age=9", "Connection", "x", "X", "1");

        assertThat(now.fields())
                .isEqualTo(FieldList.of(
                        "B",
                        "kept",
                        "A",
                        "new",
                        "ETag",
                        "W/\"1\"",
                        "Cache-Control",
                        "max-age=9",
                        "Date",
                        "Sat, 21 Nov 2026 12:01:00 GMT"));
        assertThat(now.ageMillis(NOW + 60_200)).as("young again").isBetween(0L, 999L);
        assertThat(now.cacheControl().maxAge()).isEqualTo(9);
        assertThat(now.etag()).isEqualTo("W/\"1\"");
        assertThat(now.responseMillis()).isEqualTo(NOW + 60_200);
        assertThat(now.status()).isEqualTo(200);
    }

    @Test
    void takesTheAgeOfA304() {
        assertThat(refreshed(stored("Age", "50"), "Age", "20").ageMillis(NOW + 60_200))
                .isEqualTo(20_200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "Content-Encoding", "content-type", "Content-Range"})
    void keepsWhatDescribesItsBody(String name) {
        StoredResponse now = refreshed(stored(name, "stored"), name, "other");
        assertThat(now.fields().all(name)).containsExactly("stored");
    }

    @Test
    void a304AboutAnotherTagIsRefused() {
        assertThat(stored("ETag", "\"1\"").refreshed(FieldList.of("ETag", "\"2\""), NOW, NOW))
                .isNull();
        assertThat(stored("ETag", "\"1\"").refreshed(FieldList.EMPTY, NOW, NOW)).isNotNull();
        assertThat(stored("Last-Modified", DATE).refreshed(FieldList.of("ETag", "\"2\""), NOW, NOW))
                .isNotNull();
    }

    @Test
    void a304ThatSelectsByOtherFieldsIsRefused() {
        StoredResponse stored = stored("Vary", "Accept");
        assertThat(stored.refreshed(FieldList.of("Vary", "Accept, Cookie"), NOW, NOW))
                .isNull();
        assertThat(stored.refreshed(FieldList.of("Vary", "*"), NOW, NOW)).isNull();
        assertThat(stored().refreshed(FieldList.of("Vary", "Accept"), NOW, NOW)).isNull();
        StoredResponse same = refreshed(stored, "Vary", "accept");
        assertThat(same.selectedBy(FieldList.of("Accept", "a"))).isTrue();
        assertThat(same.selectedBy(FieldList.of("Accept", "b"))).isFalse();
        assertThat(refreshed(stored).selectedBy(FieldList.of("Accept", "b"))).isFalse();
    }

    @Test
    void aFieldThatA304ForbidsToReuseIsGone() {
        StoredResponse now = refreshed(stored("Set-Cookie", "a=b"), "Cache-Control", "no-cache=\"set-cookie\"");
        assertThat(now.fields().contains("Set-Cookie")).isFalse();
    }
}
