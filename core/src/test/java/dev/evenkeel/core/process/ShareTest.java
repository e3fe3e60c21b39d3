package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {

    /** The examples are those of Kubernetes' ResolveFenceposts. */
    @ParameterizedTest
    @CsvSource({
        "2, 0%, 1%, 2, 1",
        "1, 0%, 1%, 1, 0",
        "2, 1%, 25%, 3, 2",
        "1, 1%, 25%, 2, 1",
        "2, 1%, 0%, 3, 2",
        "1, 1%, 0%, 2, 1",
        "10, 25%, 25%, 13, 8",
        "4, 1, 0, 5, 4",
        "4, 0, 1, 4, 3",
        "3, 100%, 100%, 6, 0",
        "2, 5, 7, 7, 0",
        "0, 25%, 25%, 0, 0"
    })
    void roundsAsKubernetesDoes(int replicas, String surge, String unavailable, int ceiling, int floor) {
        RolloutSpec spec = RolloutSpec.of(
                Share.parse(surge), Share.parse(unavailable), Duration.ZERO, Duration.ofSeconds(60), true);
        assertThat(spec.ceiling(replicas)).isEqualTo(ceiling);
        assertThat(spec.floor(replicas)).isEqualTo(floor);
    }

    @Property
    void aPercentageRoundedUpAndDownDiffersByAtMostOne(
            @ForAll @IntRange(max = 100) int percent, @ForAll @IntRange(max = 1_000_000_000) int replicas) {
        Share share = new Share(percent, true);
        assertThat(share.ofUp(replicas)).isBetween(share.ofDown(replicas), share.ofDown(replicas) + 1);
        assertThat(share.ofDown(replicas) * 100L).isLessThanOrEqualTo((long) replicas * percent);
        assertThat(share.ofUp(replicas) * 100L).isGreaterThanOrEqualTo((long) replicas * percent);
        assertThat(Share.parse(share.toString())).isEqualTo(share);
    }

    @Test
    void refusesWhatIsNeither() {
        assertThatThrownBy(() -> Share.parse("many"))
                .hasMessageContaining("many")
                .hasMessageContaining("25%");
        assertThatThrownBy(() -> Share.parse("-1")).hasMessageContaining("-1");
        assertThatThrownBy(() -> Share.parse("101%")).hasMessageContaining("101%");
        assertThat(Share.parse(" 101 ")).isEqualTo(Share.of(101));
        assertThat(Share.parse("100%")).hasToString("100%");
    }

    @Test
    void refusesRolloutsThatCouldNeverSucceed() {
        Duration minute = Duration.ofMinutes(1);
        assertThatThrownBy(() -> RolloutSpec.of(Share.of(0), Share.parse("0%"), Duration.ZERO, minute, true))
                .hasMessageContaining("maxSurge");
        assertThatThrownBy(() -> RolloutSpec.of(Share.of(1), Share.of(0), minute, minute, true))
                .hasMessageContaining("deadline");
        assertThatThrownBy(() -> RolloutSpec.of(Share.of(1), Share.of(0), minute.negated(), minute, true))
                .hasMessageContaining("minReady");
        assertThat(RolloutSpec.of(Share.of(1), Share.of(0), Duration.ZERO, minute, true)
                        .watch())
                .isEqualTo(Duration.ofSeconds(15));
    }
}
