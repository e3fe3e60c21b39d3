package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.ProbeKind;
import dev.evenkeel.server.config.ProbesConfig;
import dev.evenkeel.server.supervisor.probe.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Replicas that failed a caller's request are left out at once and asked by their readiness probe; they are back as
 * soon as that passes. When it passes at once the request was to blame, and the next complaints about the replica
 * count for nothing, for longer each time: one broken request, repeated, must not take every replica out. Confined to
 * the loop.
 */
final class Suspicion {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int DOUBLINGS = 6;
    private static final Duration WITHOUT_PROBE = Duration.ofSeconds(1);

    private final Kit kit;
    private final Runnable changed;
    private final Map<String, Instant> suspended = new HashMap<>();
    private final Map<String, Trust> trusted = new HashMap<>();

    private record Trust(int falseAlarms, Instant until) {}

    /** @param changed is run on the loop when a replica is left out or comes back */
    Suspicion(Kit kit, Runnable changed) {
        this.kit = kit;
        this.changed = changed;
    }

    boolean covers(ReplicaRunner runner) {
        return suspended.containsKey(runner.id());
    }

    void forget(ReplicaRunner runner) {
        suspended.remove(runner.id());
        trusted.remove(runner.id());
    }

    /** Callers were failed by it. */
    void raise(ReplicaRunner runner, String what) {
        Trust trust = trusted.get(runner.id());
        Instant now = kit.loop().now();
        if (covers(runner) || (trust != null && now.isBefore(trust.until()))) {
            return;
        }
        suspended.put(runner.id(), now);
        changed.run();
        runner.note("left out: a request was answered with " + what);
        ask(runner, true);
    }

    private void ask(ReplicaRunner runner, boolean first) {
        ProbesConfig.Probe probe = runner.release().config().probes().of(ProbeKind.READINESS);
        if (probe == null) {
            kit.loop().at(kit.loop().now().plus(WITHOUT_PROBE), () -> end(runner));
            return;
        }
        Instant asked = kit.loop().now();
        int life = runner.replica().life();
        kit.prober()
                .ask(
                        ReplicaCommand.question(runner.release().config(), probe, runner.port()),
                        runner.address(),
                        probe.spec().timeout(),
                        answer -> kit.loop().post(() -> {
                            boolean again = heard(runner, life, first, answer);
                            if (again) {
                                kit.loop().at(asked.plus(probe.spec().period()), () -> ask(runner, false));
                            }
                        }));
    }

    /** @return whether to ask again */
    private boolean heard(ReplicaRunner runner, int life, boolean first, Answer answer) {
        if (!covers(runner)) {
            return false;
        }
        boolean noticed = !runner.replica().ready() || runner.replica().life() != life;
        boolean passed = answer.kind() == Answer.Kind.PASSED;
        if (first && passed && !noticed) {
            trust(runner);
        }
        if (noticed || passed) {
            // Noticed by its own probes, which decide from here on, or well again.
            end(runner);
        }
        return !noticed && !passed;
    }

    private void trust(ReplicaRunner runner) {
        Trust before = trusted.get(runner.id());
        Instant now = kit.loop().now();
        Duration longest = FIRST.multipliedBy(1L << DOUBLINGS);
        int alarms = 1;
        if (before != null && now.isBefore(before.until().plus(longest))) {
            alarms = before.falseAlarms() + 1;
        }
        Duration length = FIRST.multipliedBy(1L << Math.min(DOUBLINGS, alarms - 1));
        trusted.put(runner.id(), new Trust(alarms, now.plus(length)));
    }

    private void end(ReplicaRunner runner) {
        if (suspended.remove(runner.id()) != null) {
            changed.run();
        }
    }
}
