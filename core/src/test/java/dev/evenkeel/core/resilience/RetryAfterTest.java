package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    /** Sun, 06 Nov 1994 08:49:37 GMT. */
    private static final long NOW = 784_111_777;

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, 0",
                "'', 0",
                "0, 0",
                "' 3 ', 3",
                "120, 120",
                "99999999999999999999, 2147483647",
                "-1, 0",
                "1.5, 0",
                "soon, 0",
                "'Sun, 06 Nov 1994 08:49:47 GMT', 10",
                "'Sun, 06 Nov 1994 08:49:27 GMT', 0",
            })
    void readsSecondsAndDates(String value, long seconds) {
        assertThat(RetryAfter.nanos(value, NOW)).isEqualTo(seconds * 1_000_000_000L);
    }
}
