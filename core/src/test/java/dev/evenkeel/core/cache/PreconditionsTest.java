package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PreconditionsTest {
    private static final long NOW = Instant.parse("2026-11-21T12:00:00Z").getEpochSecond();
    private static final String CHANGED = HttpDate.format(NOW - 1000);

    private static StoredResponse stored(int status, String... fields) {
        return StoredResponse.of(status, FieldList.of(fields), FieldList.EMPTY, NOW * 1000, NOW * 1000);
    }

    private static boolean notModified(StoredResponse stored, String... request) {
        return Preconditions.notModified(stored, FieldList.of(request), NOW);
    }

    @Test
    void aTagThatTheCallerHasIsNotSentAgain() {
        StoredResponse stored = stored(200, "ETag", "\"1\"");
        assertThat(notModified(stored, "If-None-Match", "\"2\", W/\"1\"")).isTrue();
        assertThat(notModified(stored, "If-None-Match", "\"2\"", "If-None-Match", "\"1\""))
                .isTrue();
        assertThat(notModified(stored, "If-None-Match", "*")).isTrue();
        assertThat(notModified(stored, "If-None-Match", "\"2\"")).isFalse();
        assertThat(notModified(stored)).isFalse();
    }

    @Test
    void withoutATagOnlyTheStarMatches() {
        StoredResponse stored = stored(200, "Last-Modified", CHANGED);
        assertThat(notModified(stored, "If-None-Match", " * ")).isTrue();
        assertThat(notModified(stored, "If-None-Match", "\"1\"")).isFalse();
    }

    @Test
    void theDateCountsOnlyWithoutATag() {
        StoredResponse stored = stored(200, "ETag", "\"1\"", "Last-Modified", CHANGED);
        assertThat(notModified(stored, "If-None-Match", "\"2\"", "If-Modified-Since", CHANGED))
                .isFalse();
        assertThat(notModified(stored, "If-Modified-Since", CHANGED)).isTrue();
    }

    @Test
    void unchangedSinceIsNotSentAgain() {
        StoredResponse stored = stored(200, "Last-Modified", CHANGED);
        assertThat(notModified(stored, "If-Modified-Since", CHANGED)).isTrue();
        assertThat(notModified(stored, "If-Modified-Since", " " + HttpDate.format(NOW) + " "))
                .isTrue();
        assertThat(notModified(stored, "If-Modified-Since", HttpDate.format(NOW - 1001)))
                .isFalse();
    }

    @Test
    void whatIsNoDateOrMoreThanOneIsIgnored() {
        StoredResponse stored = stored(200, "Last-Modified", CHANGED);
        assertThat(notModified(stored, "If-Modified-Since", "now")).isFalse();
        assertThat(notModified(stored, "If-Modified-Since", CHANGED, "If-Modified-Since", CHANGED))
                .isFalse();
    }

    @Test
    void theDateOfTheAnswerStandsInForThatOfTheChange() {
        String date = HttpDate.format(NOW - 10);
        for (String[] fields : new String[][] {{"Date", date}, {"Date", date, "Last-Modified", "a while ago"}}) {
            StoredResponse stored = stored(200, fields);
            assertThat(notModified(stored, "If-Modified-Since", date)).isTrue();
            assertThat(notModified(stored, "If-Modified-Since", HttpDate.format(NOW - 11)))
                    .isFalse();
        }
        assertThat(notModified(stored(200, "Date", "today"), "If-Modified-Since", date))
                .isFalse();
    }

    @Test
    void onlyAnswersThatSucceededAreUnchanged() {
        assertThat(notModified(stored(404, "ETag", "\"1\""), "If-None-Match", "\"1\""))
                .isFalse();
        assertThat(notModified(stored(203, "Last-Modified", CHANGED), "If-Modified-Since", CHANGED))
                .isFalse();
    }
}
