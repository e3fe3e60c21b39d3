package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.process.Terminating.Phase;
import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever happens in whatever order; the promises themselves are checked by {@link ReplicaSimulation}. */
class ReplicaPropertyTest {

    @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
    void keepsItsPromisesWhateverHappens(@ForAll("specs") ReplicaSpec spec, @ForAll long seed) {
        ReplicaSimulation simulation = new ReplicaSimulation(spec, new SplittableRandom(seed));
        for (int i = 0; i < 250; i++) {
            simulation.next();
        }
        simulation.stop();
        assertThat(simulation.replica().ended()).isTrue();
        assertThat(simulation.running()).isZero();
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void goesOnAfterBeingKeptAndRestored(@ForAll("specs") ReplicaSpec spec, @ForAll long seed) {
        ReplicaSimulation simulation = new ReplicaSimulation(spec, new SplittableRandom(seed));
        for (int i = 0; i < 120; i++) {
            simulation.next();
            ReplicaSnapshot snapshot = simulation.replica().snapshot();
            Replica restored = Replica.restore(spec, snapshot);
            assertThat(restored.snapshot()).isEqualTo(snapshot);
            assertThat(restored.state().getClass())
                    .isEqualTo(simulation.replica().state().getClass());
            assertThat(restored.state().message())
                    .isEqualTo(simulation.replica().state().message());
            assertThat(restored.pid()).isEqualTo(simulation.replica().pid());
            assertThat(restored.ready()).isEqualTo(simulation.replica().ready());
            if (restored.state() instanceof Terminating ending && ending.phase() != Phase.AWAITING_PROCESS) {
                assertThat(restored.wakeAt()).isEqualTo(simulation.replica().wakeAt());
            }
            simulation.replaceBy(restored);
        }
    }

    @Provide
    Arbitrary<ReplicaSpec> specs() {
        Arbitrary<ProbeSpec> once = probes(Arbitraries.just(1));
        Arbitrary<ProbeSpec> more = probes(Arbitraries.integers().between(1, 3));
        Arbitrary<Probes> probes = Combinators.combine(once.injectNull(0.4), once.injectNull(0.4), more.injectNull(0.3))
                .as(Probes::new);
        Arbitrary<Duration> lengths = Arbitraries.integers().between(0, 40).map(Duration::ofSeconds);
        Arbitrary<Termination> terminations = Combinators.combine(
                        lengths, lengths, Arbitraries.of(true, false), lengths)
                .as(Termination::new);
        return Combinators.combine(probes, Arbitraries.of(Profile.values()), terminations)
                .as((all, profile, termination) -> new ReplicaSpec(all, profile.backoff(), termination));
    }

    private static Arbitrary<ProbeSpec> probes(Arbitrary<Integer> successes) {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(1, 12);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 20),
                        numbers,
                        numbers,
                        numbers,
                        Arbitraries.integers().between(1, 4),
                        successes,
                        Arbitraries.integers().between(0, 5).injectNull(0.5))
                .as((delay, period, retry, timeout, failures, passes, grace) -> new ProbeSpec(
                        Duration.ofSeconds(delay),
                        Duration.ofSeconds(period),
                        Duration.ofSeconds(retry),
                        Duration.ofSeconds(timeout),
                        failures,
                        passes,
                        grace == null ? null : Duration.ofSeconds(grace)));
    }
}
