package dev.evenkeel.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TableTimeTest {
    @Test
    void floorIsTheMillisecondThatHoldsATimeAndCeilTheFirstNotBeforeIt() {
        Instant time = Instant.parse("2025-01-01T00:00:00.001Z");
        assertThat(TableTime.floor(time)).isEqualTo(TableTime.ceil(time)).isEqualTo(time.toEpochMilli());
        assertThat(TableTime.floor(time.plusNanos(1))).isEqualTo(time.toEpochMilli());
        assertThat(TableTime.ceil(time.plusNanos(1))).isEqualTo(time.toEpochMilli() + 1);
        assertThat(TableTime.floor(Instant.EPOCH.minusNanos(1))).isEqualTo(-1);
        assertThat(TableTime.ceil(Instant.EPOCH.minusNanos(1))).isZero();
    }

    @Test
    void timesBeyondTheLimitAreHeldThere() {
        assertThat(TableTime.floor(Instant.MAX))
                .isEqualTo(TableTime.ceil(Instant.MAX))
                .isEqualTo(TableTime.LIMIT);
        assertThat(TableTime.floor(Instant.MIN))
                .isEqualTo(TableTime.ceil(Instant.MIN))
                .isEqualTo(-TableTime.LIMIT);
        Instant end = Instant.parse("9999-12-31T23:59:59.999Z");
        assertThat(TableTime.floor(end)).isEqualTo(end.toEpochMilli());
    }
}
