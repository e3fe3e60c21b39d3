package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ReplicaAction.RunProbe;
import dev.evenkeel.core.process.ReplicaAction.SetReady;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One running process and what its probes have said.
 *
 * @param number 1 for the first process of the replica, 2 for the next, …
 * @param pid its process id
 * @param startedAt when it was started
 * @param startedUp whether the startup probe has passed, or there is none
 * @param probes those that are asked now: the startup probe alone, later the others
 */
public record Life(int number, long pid, Instant startedAt, boolean startedUp, Map<ProbeKind, ProbeRun> probes) {

    public Life {
        Map<ProbeKind, ProbeRun> copy = new EnumMap<>(ProbeKind.class);
        copy.putAll(probes);
        probes = Collections.unmodifiableMap(copy);
    }

    /** A process that has just been started. */
    static Alive begin(int number, long pid, Turn turn) {
        Life life = new Life(number, pid, turn.now, false, Map.of());
        ProbeSpec startup = turn.spec.probes().startup();
        return startup == null
                ? life.startedUp(turn)
                : new Running(
                        turn.now,
                        life.with(ProbeKind.STARTUP, ProbeRun.first(turn.now.plus(startup.initialDelay()))),
                        "");
    }

    /** From here on liveness and readiness count. */
    Alive startedUp(Turn turn) {
        Map<ProbeKind, ProbeRun> others = new EnumMap<>(ProbeKind.class);
        for (ProbeKind kind : new ProbeKind[] {ProbeKind.LIVENESS, ProbeKind.READINESS}) {
            ProbeSpec spec = turn.spec.probes().of(kind);
            if (spec != null) {
                Instant first = startedAt.plus(spec.initialDelay());
                others.put(kind, ProbeRun.first(first.isBefore(turn.now) ? turn.now : first));
            }
        }
        Life life = new Life(number, pid, startedAt, true, others);
        return new Running(turn.now, life, "");
    }

    Ready ready(Turn turn) {
        turn.act(new SetReady(number));
        return new Ready(turn.now, this);
    }

    Life with(ProbeKind kind, ProbeRun run) {
        Map<ProbeKind, ProbeRun> changed = new EnumMap<>(ProbeKind.class);
        changed.putAll(probes);
        changed.put(kind, run);
        return new Life(number, pid, startedAt, startedUp, changed);
    }

    /** Has the probes asked that are due. */
    Life ask(Turn turn) {
        Life asked = this;
        for (Map.Entry<ProbeKind, ProbeRun> entry : probes.entrySet()) {
            Instant at = entry.getValue().wakeAt();
            ProbeSpec spec = turn.spec.probes().of(entry.getKey());
            if (at != null && !at.isAfter(turn.now) && spec != null) {
                turn.act(new RunProbe(number, entry.getKey()));
                asked = asked.with(entry.getKey(), entry.getValue().asked(spec.period(), turn.now));
            }
        }
        return asked;
    }

    @Nullable
    Instant wakeAt() {
        Instant first = null;
        for (ProbeRun run : probes.values()) {
            Instant at = run.wakeAt();
            if (at != null && (first == null || at.isBefore(first))) {
                first = at;
            }
        }
        return first;
    }
}
