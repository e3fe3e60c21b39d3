package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.process.Rollout.Phase;
import dev.evenkeel.core.process.RolloutSimulation.Behaviour;
import dev.evenkeel.core.process.Verdict.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final RolloutSpec SPEC = spec(1, 0);

    @Test
    void replacesOneByOneWithoutEverBeingShort() {
        RolloutSimulation world = new RolloutSimulation(SPEC, Map.of(), 4, 1);
        int seconds = world.untilOver(600);
        assertThat(world.rollout().phase()).isEqualTo(Phase.COMPLETE);
        assertThat(world.count("2")).isEqualTo(4);
        assertThat(world.count("1")).isZero();
        assertThat(world.fewestAvailable).isEqualTo(4);
        assertThat(world.mostReplicas).isEqualTo(5);
        assertThat(seconds).isBetween(4 * 5 + 30, 150);
    }

    @Test
    void withoutSurgeOneIsStoppedFirst() {
        RolloutSimulation world = new RolloutSimulation(spec(0, 1), Map.of(), 3, 1);
        world.untilOver(600);
        assertThat(world.rollout().phase()).isEqualTo(Phase.COMPLETE);
        assertThat(world.fewestAvailable).isEqualTo(2);
        assertThat(world.mostReplicas).isEqualTo(3);
    }

    @Test
    void aVersionThatIsNeverReadyIsRevertedAfterTheDeadlineAndCostsNoAvailability() {
        RolloutSimulation world = new RolloutSimulation(SPEC, Map.of("2", Behaviour.NEVER_READY), 4, 1);
        assertThat(world.untilOver(600)).isBetween(120, 125);
        assertThat(world.rollout().phase()).isEqualTo(Phase.REVERTED);
        assertThat(world.rollout().reason()).contains("no progress for 120 s").contains("0 of 4");
        assertThat(world.fewestAvailable).isEqualTo(4);
        assertThat(world.count("1")).isEqualTo(4);
        assertThat(world.count("2")).isZero();
    }

    @Test
    void aVersionJudgedWorseIsRevertedAtOnceFromWhereverItIs() {
        for (int after = 0; after < 60; after += 3) {
            RolloutSimulation world = new RolloutSimulation(SPEC, Map.of(), 4, 7);
            for (int i = 0; i < after; i++) {
                world.second();
            }
            assertThat(world.rollout().phase()).isEqualTo(Phase.PROGRESSING);
            world.verdict = new Verdict(Outcome.WORSE, "crashes: ten times as many");
            world.second();
            assertThat(world.rollout().phase()).isIn(Phase.REVERTING, Phase.REVERTED);
            // What made it worse no longer matters on the way back.
            assertThat(world.untilOver(200)).isLessThan(100);
            assertThat(world.rollout().phase()).isEqualTo(Phase.REVERTED);
            assertThat(world.rollout().reason()).isEqualTo("crashes: ten times as many");
            assertThat(world.count("1")).isEqualTo(4);
            assertThat(world.fewestAvailable).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 20})
    void aServiceThatAlwaysCrashesOnceAMinuteCanStillBeUpdated(int replicas) {
        Behaviour unstable = new Behaviour(3, 60);
        VersionSample history = new VersionSample(36_000, 600, 0, 0, new long[0]);
        VersionJudge judge = new VersionJudge(VersionJudge.Settings.DEFAULT);
        int complete = 0;
        for (int seed = 0; seed < 60; seed++) {
            RolloutSimulation world = new RolloutSimulation(SPEC, Map.of("1", unstable, "2", unstable), replicas, seed);
            while (!world.rollout().phase().ended()) {
                world.second();
                world.judge(judge, history);
            }
            complete += world.rollout().phase() == Phase.COMPLETE ? 1 : 0;
        }
        assertThat(complete).isGreaterThanOrEqualTo(59);
    }

    @Test
    void oneThatCrashesTenTimesAsOftenIsReverted() {
        VersionSample history = new VersionSample(3_600, 60, 0, 0, new long[0]);
        VersionJudge judge = new VersionJudge(VersionJudge.Settings.DEFAULT);
        int reverted = 0;
        int within = 0;
        for (int seed = 0; seed < 60; seed++) {
            RolloutSimulation world =
                    new RolloutSimulation(SPEC, Map.of("1", new Behaviour(3, 60), "2", new Behaviour(3, 6)), 4, seed);
            int seconds = 0;
            while (world.rollout().phase() == Phase.PROGRESSING) {
                world.second();
                world.judge(judge, history);
                seconds++;
            }
            reverted += world.rollout().phase() == Phase.COMPLETE ? 0 : 1;
            within += seconds <= 120 ? 1 : 0;
        }
        assertThat(reverted).isGreaterThanOrEqualTo(59);
        assertThat(within).isGreaterThanOrEqualTo(57);
    }

    @Test
    void oneThatLooksWorseReplacesNoMoreWhileOneOfItIsDown() {
        Verdict suspect = new Verdict(Outcome.SUSPECT, "crashes: two in a row");
        List<Member> members = new ArrayList<>(members("1", 4, T0));
        members.add(new Member("2-0", "2", T0, false));
        Rollout proven = Rollout.begin("1", "2", 4, T0)
                .step(SPEC, 4, members, Verdict.NONE, T0.plusSeconds(5))
                .rollout();
        // It is down, and so is one of the others, which would be replaced as being of no use.
        members.set(2, new Member("1-2", "1", null, false));
        members.set(4, new Member("2-0", "2", null, false));
        Instant later = T0.plusSeconds(9);
        assertThat(proven.step(SPEC, 4, members, Verdict.NONE, later).stop()).containsExactly("1-2");
        Rollout.Step held = proven.step(SPEC, 4, members, suspect, later);
        assertThat(held.stop()).isEmpty();
        assertThat(held.start()).isZero();
        assertThat(held.wakeAt()).isAfter(later);
        // Nor is that progress: it can't be held up for good.
        assertThat(held.rollout()
                        .step(SPEC, 4, members, suspect, T0.plusSeconds(5 + 120))
                        .rollout()
                        .phase())
                .isIn(Phase.REVERTING, Phase.REVERTED);
        members.set(4, new Member("2-0", "2", later, false));
        assertThat(held.rollout()
                        .step(SPEC, 4, members, suspect, later.plusSeconds(5))
                        .stop())
                .containsExactly("1-2");
    }

    @Test
    void withoutAWayBackItFailsAndLeavesAlone() {
        Rollout first = Rollout.begin(null, "1", 3, T0);
        List<Member> none = List.of();
        Rollout.Step begun = first.step(SPEC, 3, none, Verdict.NONE, T0);
        assertThat(begun.start()).isEqualTo(3);
        assertThat(begun.startVersion()).isEqualTo("1");
        List<Member> never = members("1", 3, null);
        Rollout.Step later = begun.rollout().step(SPEC, 3, never, Verdict.NONE, T0.plusSeconds(119));
        assertThat(later.rollout().phase()).isEqualTo(Phase.PROGRESSING);
        assertThat(later.wakeAt()).isEqualTo(T0.plusSeconds(239));
        Rollout.Step stuck = later.rollout().step(SPEC, 3, never, Verdict.NONE, T0.plusSeconds(239));
        assertThat(stuck.rollout().phase()).isEqualTo(Phase.FAILED);
        assertThat(stuck.start()).isZero();
        assertThat(stuck.stop()).isEmpty();
        assertThatThrownBy(() -> stuck.rollout().revert("asked", T0)).hasMessageContaining("no version before 1");
    }

    @Test
    void withoutAutoRevertItFailsAndTheOldReplicasStay() {
        RolloutSpec manual =
                RolloutSpec.of(Share.of(1), Share.of(0), Duration.ofSeconds(5), Duration.ofSeconds(120), false);
        RolloutSimulation world = new RolloutSimulation(manual, Map.of("2", Behaviour.NEVER_READY), 4, 1);
        world.untilOver(300);
        assertThat(world.rollout().phase()).isEqualTo(Phase.FAILED);
        for (int i = 0; i < 60; i++) {
            world.second();
        }
        assertThat(world.count("1")).isEqualTo(4);
        assertThat(world.count("2")).isEqualTo(1);
        // Then someone says so.
        world.replaceBy(world.rollout().revert("asked by ada", world.now));
        world.untilOver(60);
        assertThat(world.rollout().phase()).isEqualTo(Phase.REVERTED);
        assertThat(world.rollout().reason()).isEqualTo("asked by ada");
        assertThat(world.count("2")).isZero();
    }

    @Test
    void oneThatCanNotEvenBeRevertedFailsWithBothReasons() {
        RolloutSimulation world =
                new RolloutSimulation(spec(0, 4), Map.of("1", Behaviour.NEVER_READY, "2", Behaviour.NEVER_READY), 4, 1);
        world.untilOver(600);
        assertThat(world.rollout().phase()).isEqualTo(Phase.FAILED);
        assertThat(world.rollout().reason())
                .contains("of 2 became")
                .contains("reverting")
                .contains("of 1 became");
    }

    @Test
    void isWatchedAfterItTookOverUnlessShownToBeAsGood() {
        List<Member> done = members("2", 4, T0);
        Rollout begun = Rollout.begin("1", "2", 4, T0);
        Instant available = T0.plusSeconds(5);
        Rollout.Step watching = begun.step(SPEC, 4, done, Verdict.NONE, available);
        assertThat(watching.rollout().phase()).isEqualTo(Phase.PROGRESSING);
        assertThat(watching.rollout().tookOver()).isEqualTo(available);
        assertThat(watching.wakeAt()).isEqualTo(available.plusSeconds(30));
        assertThat(phase(watching, done, Verdict.NONE, 29)).isEqualTo(Phase.PROGRESSING);
        assertThat(phase(watching, done, Verdict.NONE, 30)).isEqualTo(Phase.COMPLETE);
        assertThat(phase(watching, done, new Verdict(Outcome.NOT_WORSE, ""), 1)).isEqualTo(Phase.COMPLETE);
        assertThat(phase(watching, done, new Verdict(Outcome.WORSE, "slow"), 29))
                .isEqualTo(Phase.REVERTING);
    }

    private static Phase phase(Rollout.Step step, List<Member> members, Verdict verdict, int seconds) {
        Instant at = T0.plusSeconds(5 + seconds);
        return step.rollout().step(SPEC, 4, members, verdict, at).rollout().phase();
    }

    @Test
    void oldReplicasThatAreOfNoUseGoFirstAndUnprovenNewOnesHoldTheOthers() {
        List<Member> members = new ArrayList<>(members("1", 4, T0));
        members.set(2, new Member("1-2", "1", null, false));
        members.add(new Member("2-0", "2", null, false));
        Rollout begun = Rollout.begin("1", "2", 4, T0);
        // The new one isn't available yet: nothing may go, though one old one is of no use.
        Instant later = T0.plusSeconds(100);
        Rollout.Step held = begun.step(SPEC, 4, members, Verdict.NONE, later);
        assertThat(held.stop()).isEmpty();
        assertThat(held.start()).isZero();
        members.set(4, new Member("2-0", "2", later, false));
        Rollout.Step freed = held.rollout().step(SPEC, 4, members, Verdict.NONE, later.plusSeconds(5));
        assertThat(freed.stop()).containsExactly("1-2");
        // It crashes, but it was available once: the useless one may go all the same.
        members.set(4, new Member("2-0", "2", null, false));
        assertThat(freed.rollout()
                        .step(SPEC, 4, members, Verdict.NONE, later.plusSeconds(9))
                        .stop())
                .containsExactly("1-2");
    }

    @Test
    void afterItIsOverTheNumberOfReplicasIsKeptUp() {
        RolloutSimulation world = new RolloutSimulation(SPEC, Map.of(), 4, 3);
        world.untilOver(600);
        world.scale(7);
        world.second();
        assertThat(world.count("2")).isEqualTo(7);
        world.scale(2);
        world.second();
        assertThat(world.count("2")).isEqualTo(2);
        assertThat(world.rollout().phase()).isEqualTo(Phase.COMPLETE);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void neverBelowTheFloorNorAboveTheCeilingWhateverHappens(
            @ForAll("specs") RolloutSpec spec,
            @ForAll("behaviours") Behaviour before,
            @ForAll("behaviours") Behaviour after,
            @ForAll @IntRange(min = 1, max = 12) int replicas,
            @ForAll long seed) {
        RolloutSimulation world = new RolloutSimulation(spec, Map.of("1", before, "2", after), replicas, seed);
        SplittableRandom random = new SplittableRandom(seed);
        world.lost = random.nextInt(3) * 0.2;
        for (int i = 0; i < 200; i++) {
            world.second();
            if (random.nextInt(40) == 0) {
                world.scale(random.nextInt(13));
            }
            if (random.nextInt(80) == 0) {
                world.verdict = new Verdict(List.of(Outcome.values()).get(random.nextInt(4)), "said so");
            }
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void aGoodVersionAlwaysTakesOver(
            @ForAll("specs") RolloutSpec spec,
            @ForAll("behaviours") Behaviour before,
            @ForAll @IntRange(min = 1, max = 12) int replicas,
            @ForAll long seed) {
        RolloutSimulation world = new RolloutSimulation(spec, Map.of("1", before), replicas, seed);
        // The supervisor is killed again and again between deciding and doing.
        world.lost = 0.2;
        world.untilOver(3_000);
        assertThat(world.rollout().phase()).isEqualTo(Phase.COMPLETE);
        assertThat(world.count("2")).isEqualTo(replicas);
        assertThat(world.count("1")).isZero();
    }

    @Provide
    Arbitrary<RolloutSpec> specs() {
        Arbitrary<Share> shares =
                Arbitraries.of("0", "1", "3", "25%", "100%", "1%").map(Share::parse);
        return Combinators.combine(
                        shares,
                        shares,
                        Arbitraries.integers().between(0, 10).map(Duration::ofSeconds),
                        Arbitraries.of(true, false))
                .filter((surge, unavailable, ready, revert) -> surge.value() + unavailable.value() > 0)
                .as((surge, unavailable, ready, revert) ->
                        RolloutSpec.of(surge, unavailable, ready, Duration.ofMinutes(2), revert));
    }

    @Provide
    Arbitrary<Behaviour> behaviours() {
        return Arbitraries.of(
                Behaviour.STABLE,
                Behaviour.NEVER_READY,
                new Behaviour(3, 60),
                new Behaviour(5, 6),
                new Behaviour(1, 2));
    }

    private static RolloutSpec spec(int surge, int unavailable) {
        return RolloutSpec.of(
                Share.of(surge), Share.of(unavailable), Duration.ofSeconds(5), Duration.ofSeconds(120), true);
    }

    private static List<Member> members(String version, int count, @Nullable Instant ready) {
        return IntStream.range(0, count)
                .mapToObj(n -> new Member(version + "-" + n, version, ready, false))
                .toList();
    }
}
