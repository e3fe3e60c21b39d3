package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.process.ProbeTally.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProbeTallyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Property
    void aVerdictNeedsItsThresholdInARow(
            @ForAll List<Boolean> answers,
            @ForAll @IntRange(min = 1, max = 5) int failures,
            @ForAll @IntRange(min = 1, max = 5) int successes) {
        ProbeSpec spec = new ProbeSpec(Duration.ZERO, SECOND, SECOND, SECOND, failures, successes, null);
        ProbeTally tally = ProbeTally.NONE;
        List<Boolean> seen = new ArrayList<>();
        assertThat(tally.verdict(spec)).isEqualTo(Verdict.UNCHANGED);
        for (boolean answer : answers) {
            tally = tally.count(answer);
            seen.add(answer);
            Verdict expected = endsWith(seen, true, successes)
                    ? Verdict.PASSED
                    : endsWith(seen, false, failures) ? Verdict.FAILED : Verdict.UNCHANGED;
            assertThat(tally.verdict(spec)).isEqualTo(expected);
        }
    }

    private static boolean endsWith(List<Boolean> seen, boolean answer, int times) {
        return seen.size() >= times
                && seen.subList(seen.size() - times, seen.size()).equals(Collections.nCopies(times, answer));
    }

    @Test
    void anHttpProbePassesFrom200To399() {
        assertThat(List.of(100, 199, 200, 204, 301, 399, 400, 404, 500, 503).stream()
                        .filter(ProbeSpec::passes))
                .containsExactly(200, 204, 301, 399);
    }

    @Test
    void theProfilesHaveTheirProbes() {
        for (ProbeKind kind : ProbeKind.values()) {
            assertThat(Profile.KUBERNETES.probe(kind))
                    .isEqualTo(new ProbeSpec(
                            Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(10), SECOND, 3, 1, null));
        }
        Duration half = Duration.ofMillis(500);
        assertThat(Profile.FAST.probe(ProbeKind.READINESS))
                .isEqualTo(new ProbeSpec(Duration.ZERO, SECOND, SECOND, SECOND, 1, 1, half));
        assertThat(Profile.FAST.probe(ProbeKind.LIVENESS))
                .isEqualTo(new ProbeSpec(Duration.ZERO, SECOND, Duration.ofMillis(250), half, 2, 1, half));
        assertThat(Profile.FAST.probe(ProbeKind.STARTUP).failureThreshold()).isEqualTo(60);
        assertThat(Profile.KUBERNETES.termination())
                .isEqualTo(new Termination(Duration.ofSeconds(30), Duration.ZERO, false, Duration.ofSeconds(2)));
        assertThat(Profile.FAST).hasToString("fast");
        assertThat(Profile.KUBERNETES).hasToString("kubernetes");
    }

    @Test
    void refusesValuesThatMakeNoSense() {
        assertThatThrownBy(() -> new ProbeSpec(SECOND.negated(), SECOND, SECOND, SECOND, 1, 1, null))
                .hasMessageContaining("initialDelay");
        assertThatThrownBy(() -> new ProbeSpec(SECOND, Duration.ZERO, SECOND, SECOND, 1, 1, null))
                .hasMessageContaining("period");
        assertThatThrownBy(() -> new ProbeSpec(SECOND, SECOND, Duration.ZERO, SECOND, 1, 1, null))
                .hasMessageContaining("retryPeriod");
        assertThatThrownBy(() -> new ProbeSpec(SECOND, SECOND, SECOND, Duration.ZERO, 1, 1, null))
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> new ProbeSpec(SECOND, SECOND, SECOND, SECOND, 0, 1, null))
                .hasMessageContaining("failureThreshold");
        assertThatThrownBy(() -> new ProbeSpec(SECOND, SECOND, SECOND, SECOND, 1, 0, null))
                .hasMessageContaining("successThreshold");
        assertThatThrownBy(() -> new ProbeSpec(SECOND, SECOND, SECOND, SECOND, 1, 1, SECOND.negated()))
                .hasMessageContaining("grace");
        ProbeSpec two = new ProbeSpec(SECOND, SECOND, SECOND, SECOND, 1, 2, Duration.ZERO);
        assertThat(new Probes(null, null, two).readiness()).isSameAs(two);
        assertThatThrownBy(() -> new Probes(two, null, null)).hasMessageContaining("startup");
        assertThatThrownBy(() -> new Probes(null, two, null)).hasMessageContaining("liveness");
        assertThatThrownBy(() -> new Termination(SECOND.negated(), SECOND, false, SECOND))
                .hasMessageContaining("grace");
        assertThatThrownBy(() -> new Termination(SECOND, SECOND.negated(), false, SECOND))
                .hasMessageContaining("drain");
        assertThatThrownBy(() -> new Termination(SECOND, SECOND, false, SECOND.negated()))
                .hasMessageContaining("window");
    }
}
