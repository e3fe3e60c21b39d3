package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class HedgeTest {
    private static final long MILLI = 1_000_000;

    private final ManualNanos nanos = new ManualNanos();
    private final Hedge hedge = new Hedge(Hedge.Settings.DEFAULT, nanos);

    private void answers(int count, long millis) {
        for (int i = 0; i < count; i++) {
            hedge.onSuccess(millis * MILLI);
        }
    }

    @Test
    void waitsForEnoughAnswers() {
        assertThat(hedge.delayNanos()).isEqualTo(Hedge.NEVER);
        answers(99, 20);
        nanos.advanceMillis(100);
        assertThat(hedge.delayNanos()).isEqualTo(Hedge.NEVER);
        answers(1, 20);
        assertThat(hedge.delayNanos()).as("not computed again yet").isEqualTo(Hedge.NEVER);
        nanos.advanceMillis(100);
        assertThat(hedge.delayNanos()).isBetween(20 * MILLI, 23 * MILLI);
    }

    @Test
    void takesTheTimeInWhichMostAnswersCame() {
        answers(950, 20);
        answers(50, 400);
        assertThat(hedge.delayNanos()).isBetween(20 * MILLI, 23 * MILLI);
        answers(10, 400);
        nanos.advanceMillis(100);
        assertThat(hedge.delayNanos()).isBetween(400 * MILLI, 450 * MILLI);
    }

    @Test
    void isNeverEarlierThanTheMinimum() {
        answers(200, 0);
        assertThat(hedge.delayNanos()).isEqualTo(MILLI);
    }

    @Test
    void forgetsOldAnswers() {
        answers(200, 400);
        nanos.advance(Duration.ofSeconds(31));
        answers(200, 20);
        assertThat(hedge.delayNanos()).isBetween(400 * MILLI, 450 * MILLI);
        nanos.advance(Duration.ofSeconds(30));
        assertThat(hedge.delayNanos()).isBetween(20 * MILLI, 23 * MILLI);
        nanos.advance(Duration.ofSeconds(61));
        assertThat(hedge.delayNanos()).isEqualTo(Hedge.NEVER);
    }

    @Property
    void bucketsOverestimateByAnEighthAtMost(@ForAll @LongRange(min = 1_024, max = 137_000_000_000L) long latency) {
        int bucket = LatencyWindow.bucket(latency);
        assertThat(bucket).isBetween(0, LatencyWindow.BUCKETS - 1);
        assertThat(LatencyWindow.upperEnd(bucket)).isGreaterThan(latency);
        assertThat(LatencyWindow.upperEnd(bucket) - 1.125 * latency).isLessThanOrEqualTo(1);
    }

    @Property
    void bucketsAreInOrderAndTakeEverything(@ForAll long one, @ForAll long other) {
        int low = LatencyWindow.bucket(Math.min(one, other));
        int high = LatencyWindow.bucket(Math.max(one, other));
        assertThat(low).isBetween(0, high);
        assertThat(high).isLessThan(LatencyWindow.BUCKETS);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Hedge.Settings(1, 1, second, second)).hasMessageContaining("quantile");
        assertThatThrownBy(() -> new Hedge.Settings(0.9, 0, second, second)).hasMessageContaining("minSamples");
        assertThatThrownBy(() -> new Hedge.Settings(0.9, 1, Duration.ZERO, second))
                .hasMessageContaining("window");
    }
}
