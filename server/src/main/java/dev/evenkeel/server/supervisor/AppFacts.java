package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.endpoint.EndpointSource.Traffic;
import dev.evenkeel.core.process.Alive;
import dev.evenkeel.core.process.ColdStarts;
import dev.evenkeel.core.process.Exited;
import dev.evenkeel.core.process.Lives;
import dev.evenkeel.core.process.Rollout;
import dev.evenkeel.core.process.Terminating;
import dev.evenkeel.core.process.Verdict;
import dev.evenkeel.core.process.VersionJudge;
import dev.evenkeel.core.process.VersionSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was seen of an application, release by release. Confined to the loop. */
final class AppFacts {
    private static final Verdict NOTHING_TO_COMPARE =
            new Verdict(Verdict.Outcome.NOT_WORSE, "there was no version before");

    private static final int RECENT_LOOKS = 60;

    private final VersionJudge judge = new VersionJudge(VersionJudge.Settings.DEFAULT);
    private final Map<String, ReleaseFacts> releases = new HashMap<>();
    private final Map<String, Watched> replicas = new HashMap<>();
    private final Map<String, Traffic> traffic = new HashMap<>();
    /** Requests of all replicas in the last looks, to tell how many come in a second. */
    private final Deque<Long> recent = new ArrayDeque<>();

    /**
     * Where one replica stood at the last look.
     *
     * @param life the number of its process
     * @param until up to when its running time is in the facts
     * @param ready whether it has been ready
     */
    record Watched(int life, Instant until, boolean ready) {}

    void restore(Map<String, ReleaseFacts.Stored> stored, @Nullable Map<String, Watched> watched) {
        stored.forEach((key, facts) -> releases.put(key, ReleaseFacts.of(facts)));
        if (watched != null) {
            replicas.putAll(watched);
        }
    }

    Map<String, Watched> watched() {
        return Map.copyOf(replicas);
    }

    Map<String, ReleaseFacts.Stored> stored() {
        var stored = new HashMap<String, ReleaseFacts.Stored>();
        releases.forEach((key, facts) -> stored.put(key, facts.stored()));
        return stored;
    }

    void keepOnly(Set<String> keys) {
        releases.keySet().retainAll(keys);
    }

    private ReleaseFacts of(ReplicaRunner runner) {
        return releases.computeIfAbsent(runner.release().key(), _ -> new ReleaseFacts());
    }

    /** Looks at every replica; to be called about once a second. */
    void look(List<ReplicaRunner> runners, ReadyReplicas ready, Instant now) {
        Set<String> known = runners.stream().map(ReplicaRunner::id).collect(Collectors.toSet());
        replicas.keySet().retainAll(known);
        traffic.keySet().retainAll(known);
        long answered = 0;
        for (ReplicaRunner runner : runners) {
            seen(runner, now);
            if (replicas.containsKey(runner.id()) && runner.port() > 0) {
                Traffic sent = ready.traffic(runner.address());
                Traffic before = traffic.getOrDefault(runner.id(), Traffic.NONE);
                // The counts begin anew when a replica comes back into traffic.
                if (sent.answered() > before.answered() && sent.failed() >= before.failed()) {
                    answered += sent.answered() - before.answered();
                    of(runner)
                            .answered(new Traffic(
                                    sent.inFlight(),
                                    sent.answered() - before.answered(),
                                    sent.failed() - before.failed(),
                                    Math.max(0, sent.nanos() - before.nanos())));
                }
                traffic.put(runner.id(), sent);
            }
        }
        recent.addLast(answered);
        if (recent.size() > RECENT_LOOKS) {
            recent.removeFirst();
        }
    }

    /** Over the last minute, as far as there has been one. */
    double requestsPerSecond() {
        return recent.stream().mapToLong(Long::longValue).average().orElse(0);
    }

    /** Notes the time that its process ran, and the first time that it is ready. */
    void seen(ReplicaRunner runner, Instant now) {
        if (!(runner.replica().state() instanceof Alive alive)) {
            return;
        }
        int life = alive.life().number();
        Instant startedAt = alive.life().startedAt();
        Watched before = replicas.get(runner.id());
        if (before == null || before.life() != life) {
            before = new Watched(life, startedAt, false);
        }
        if (now.isAfter(before.until())) {
            of(runner).ran(Duration.between(before.until(), now));
        }
        boolean ready = runner.replica().ready();
        if (ready && !before.ready()) {
            of(runner)
                    .started(
                            Duration.between(startedAt, runner.replica().state().since()));
        }
        Instant until = now.isAfter(before.until()) ? now : before.until();
        replicas.put(runner.id(), new Watched(life, until, ready || before.ready()));
    }

    /** A process is over; it is told before the replica is. */
    void exited(ReplicaRunner runner, Instant now) {
        seen(runner, now);
        boolean unasked = runner.replica().state() instanceof Alive
                || (runner.replica().state() instanceof Terminating ending && ending.then() == Exited.Then.BACK_OFF);
        if (unasked) {
            of(runner).crashed();
        }
    }

    private VersionSample sample(@Nullable String key) {
        ReleaseFacts facts = key == null ? null : releases.get(key);
        return facts == null ? VersionSample.NONE : facts.sample();
    }

    Verdict verdict(Rollout rollout) {
        return rollout.from() == null
                ? NOTHING_TO_COMPARE
                : judge.judge(sample(rollout.from()), sample(rollout.to())).verdict();
    }

    Lives lives(Release release) {
        VersionSample sample = sample(release.key());
        return new Lives(sample.crashes(), sample.runSeconds());
    }

    /** @throws IllegalArgumentException when none has been seen yet */
    ColdStarts coldStarts(Release release) {
        ReleaseFacts facts = releases.get(release.key());
        return ColdStarts.of(facts == null ? new double[0] : facts.coldStarts());
    }

    VersionSample sample(Release release) {
        return sample(release.key());
    }
}
