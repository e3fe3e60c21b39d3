package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.process.Rollout.Phase;
import dev.evenkeel.core.process.Verdict.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Replicas that take a while to become ready and crash now and then, second by second, under a rollout. */
final class RolloutSimulation {

    /** How a version behaves: the means of exponential times. */
    record Behaviour(double startSeconds, double lifeSeconds) {
        static final Behaviour STABLE = new Behaviour(3, Double.POSITIVE_INFINITY);
        static final Behaviour NEVER_READY = new Behaviour(Double.POSITIVE_INFINITY, 1);
    }

    private static final class Slot {
        final String version;

        @Nullable
        Instant readySince;

        Instant next;
        boolean stopping;

        Slot(String version, Instant next) {
            this.version = version;
            this.next = next;
        }
    }

    private final RolloutSpec spec;
    private final Map<String, Behaviour> behaviours;
    private final SplittableRandom random;
    private final Map<String, Slot> slots = new TreeMap<>();
    private Rollout rollout;
    private int replicas;
    private int ids;
    /** Set to have steps lost, as when the supervisor is killed between deciding and doing. */
    double lost;

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Verdict verdict = Verdict.NONE;
    int fewestAvailable = Integer.MAX_VALUE;
    int mostReplicas;
    final Map<String, Integer> crashes = new TreeMap<>();
    final Map<String, Double> runSeconds = new TreeMap<>();

    RolloutSimulation(RolloutSpec spec, Map<String, Behaviour> behaviours, int replicas, long seed) {
        this.spec = spec;
        this.behaviours = behaviours;
        this.random = new SplittableRandom(seed);
        this.replicas = replicas;
        for (int i = 0; i < replicas; i++) {
            start("1");
        }
        slots.values().forEach(slot -> become(slot, now.minusSeconds(3600)));
        this.rollout = Rollout.begin("1", "2", replicas, now);
    }

    Rollout rollout() {
        return rollout;
    }

    long count(String version) {
        return slots.values().stream()
                .filter(slot -> !slot.stopping && slot.version.equals(version))
                .count();
    }

    void scale(int wanted) {
        replicas = wanted;
    }

    void replaceBy(Rollout kept) {
        rollout = kept;
    }

    /** Seconds until the rollout is over, or {@code limit}. */
    int untilOver(int limit) {
        int seconds = 0;
        while (!rollout.phase().ended() && seconds < limit) {
            second();
            seconds++;
        }
        return seconds;
    }

    void second() {
        now = now.plusSeconds(1);
        for (var entry : List.copyOf(slots.entrySet())) {
            Slot slot = entry.getValue();
            runSeconds.merge(slot.version, 1.0, Double::sum);
            if (slot.next.isAfter(now)) {
                continue;
            }
            if (slot.stopping) {
                slots.remove(entry.getKey());
            } else if (slot.readySince == null) {
                become(slot, now);
            } else {
                crashes.merge(slot.version, 1, Integer::sum);
                slot.readySince = null;
                slot.next = after(behaviour(slot.version).startSeconds());
            }
        }
        step();
    }

    private void step() {
        List<Member> members = members();
        Rollout.Step step = rollout.step(spec, replicas, members, verdict, now);
        check(members, step);
        rollout = step.rollout();
        if (random.nextDouble() < lost) {
            return;
        }
        for (int i = 0; i < step.start(); i++) {
            start(step.startVersion());
        }
        for (String id : step.stop()) {
            Slot slot = slots.get(id);
            slot.stopping = true;
            slot.readySince = null;
            slot.next = now.plusSeconds(2);
        }
        List<Member> after = members();
        fewestAvailable = Math.min(fewestAvailable, available(after, Duration.ZERO));
        mostReplicas = Math.max(mostReplicas, live(after).size());
    }

    private void check(List<Member> members, Rollout.Step step) {
        Duration minReady = step.rollout().phase() == Phase.PROGRESSING ? spec.minReady() : Duration.ZERO;
        Set<String> stop = new HashSet<>(step.stop());
        List<Member> live = live(members);
        assertThat(stop).hasSameSizeAs(step.stop());
        assertThat(live.stream().map(Member::id)).containsAll(stop);
        assertThat(step.start()).isNotNegative();
        assertThat(live.size() + step.start() == live.size() || live.size() + step.start() <= spec.ceiling(replicas))
                .as("nothing is started above the ceiling")
                .isTrue();
        long stopped = live.stream()
                .filter(member -> stop.contains(member.id()) && member.availableAt(now, minReady))
                .count();
        int available = available(live, minReady);
        if (step.rollout().phase() != Phase.FAILED) {
            assertThat(stopped == 0 || available - stopped >= spec.floor(replicas))
                    .as("nothing available is stopped below the floor: %s of %s, %s", stopped, available, step)
                    .isTrue();
        }
        Instant wake = step.wakeAt();
        assertThat(wake == null || wake.isAfter(now)).isTrue();
        assertThat(wake == null).isEqualTo(step.rollout().phase().ended());
    }

    private List<Member> members() {
        List<Member> members = new ArrayList<>();
        slots.forEach((id, slot) -> members.add(new Member(id, slot.version, slot.readySince, slot.stopping)));
        return members;
    }

    private static List<Member> live(List<Member> members) {
        return members.stream().filter(each -> !each.stopping()).toList();
    }

    private int available(List<Member> members, Duration minReady) {
        return (int) live(members).stream()
                .filter(each -> each.availableAt(now, minReady))
                .count();
    }

    private void start(String version) {
        slots.put("r" + ids++, new Slot(version, after(behaviour(version).startSeconds())));
    }

    private void become(Slot slot, Instant since) {
        slot.readySince = since;
        slot.next = after(behaviour(slot.version).lifeSeconds());
    }

    private Behaviour behaviour(String version) {
        return behaviours.getOrDefault(version, Behaviour.STABLE);
    }

    private Instant after(double mean) {
        return Double.isInfinite(mean)
                ? Instant.MAX
                : now.plusMillis((long) (-1000 * mean * Math.log(1 - random.nextDouble())) + 1);
    }

    /** Verdicts from what happens, as the supervisor has them. */
    void judge(VersionJudge judge, VersionSample old) {
        VersionSample fresh =
                new VersionSample(runSeconds.getOrDefault("2", 0.0), crashes.getOrDefault("2", 0), 0, 0, new long[0]);
        verdict = judge.judge(old, fresh).verdict();
    }

    boolean worse() {
        return verdict.outcome() == Outcome.WORSE;
    }
}
