package dev.evenkeel.core.process;

import dev.evenkeel.core.process.Exited.Then;
import dev.evenkeel.core.process.RestartBackoff.History;
import dev.evenkeel.core.process.Terminating.Phase;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A replica as plain values, to be kept on a disk. Fields that mean nothing in its state are null, false or empty.
 *
 * @param state the name of the state
 * @param since since when it is in it
 * @param life the number of the last process asked for
 * @param restartsInARow what the back-off remembers
 * @param lastRestart what the back-off remembers
 * @param message the reason that goes with the state
 * @param pid the process id
 * @param startedAt when the process was started
 * @param startedUp whether it has started up
 * @param probes where its probes stood
 * @param phase how far its termination was
 * @param termAt when TERM was due
 * @param killAt when KILL was due
 * @param then what follows its end
 * @param exit how it ended
 * @param exitedAt when it ended, while the next start waits
 * @param until how long the next start waits
 */
public record ReplicaSnapshot(
        String state,
        Instant since,
        int life,
        int restartsInARow,
        @Nullable Instant lastRestart,
        String message,
        @Nullable Long pid,
        @Nullable Instant startedAt,
        boolean startedUp,
        Map<ProbeKind, Probe> probes,
        @Nullable Phase phase,
        @Nullable Instant termAt,
        @Nullable Instant killAt,
        @Nullable Then then,
        @Nullable Exit exit,
        @Nullable Instant exitedAt,
        @Nullable Instant until) {

    /** Where one probe stood: when it was due, and how many answers in a row were the same. */
    public record Probe(Instant due, boolean passing, int run, String detail) {}

    public ReplicaSnapshot {
        probes = Map.copyOf(probes);
    }

    static ReplicaSnapshot of(Replica replica) {
        return switch (replica.state()) {
            case Pending _, Starting _ -> of(replica, "", null, null, null, null, null);
            case Alive alive -> of(replica, alive.message(), alive.life(), null, null, null, null);
            case Terminating ending -> of(replica, ending.message(), null, ending, ending.then(), null, null);
            case Exited exited -> of(replica, exited.reason(), null, null, exited.then(), exited.exit(), null);
            case BackOff waiting -> of(replica, waiting.why(), null, null, null, null, waiting);
        };
    }

    private static ReplicaSnapshot of(
            Replica replica,
            String message,
            @Nullable Life life,
            @Nullable Terminating ending,
            @Nullable Then then,
            @Nullable Exit exit,
            @Nullable BackOff waiting) {
        return new ReplicaSnapshot(
                replica.state().name(),
                replica.state().since(),
                replica.life(),
                replica.history().restarts(),
                replica.history().lastRestart(),
                message,
                replica.pid(),
                life == null ? null : life.startedAt(),
                life != null && life.startedUp(),
                life == null ? Map.of() : probesOf(life),
                ending == null ? null : ending.phase(),
                ending == null ? null : ending.termAt(),
                ending == null ? null : ending.killAt(),
                then,
                exit,
                waiting == null ? null : waiting.exitedAt(),
                waiting == null ? null : waiting.until());
    }

    private static Map<ProbeKind, Probe> probesOf(Life life) {
        Map<ProbeKind, Probe> kept = new EnumMap<>(ProbeKind.class);
        life.probes()
                .forEach((kind, run) -> kept.put(
                        kind,
                        new Probe(run.due(), run.tally().passing(), run.tally().run(), run.detail())));
        return kept;
    }

    History history() {
        return new History(restartsInARow, lastRestart);
    }

    /** @throws IllegalArgumentException when a value is missing that its state needs, or there is no such state */
    ReplicaState restoredState(ReplicaSpec spec) {
        return switch (state) {
            case "Pending" -> new Pending(since);
            case "Starting" -> new Starting(since, life);
            case "Running" -> new Running(since, restoredLife(spec), message);
            case "Ready" -> new Ready(since, restoredLife(spec));
            case "Terminating" ->
                new Terminating(
                        since,
                        life,
                        pid,
                        message,
                        need(phase, "phase"),
                        need(termAt, "termAt"),
                        need(killAt, "killAt"),
                        need(then, "then"));
            case "Exited" -> new Exited(since, exit, message, need(then, "then"));
            case "BackOff" ->
                new BackOff(since, need(exitedAt, "exitedAt"), need(until, "until"), restartsInARow, message);
            default -> throw new IllegalArgumentException("a replica has no state " + state);
        };
    }

    /** With the probes that the rules ask for now, those that were asked before where they stood. */
    private Life restoredLife(ReplicaSpec spec) {
        boolean up = startedUp || spec.probes().startup() == null;
        Map<ProbeKind, ProbeRun> runs = new EnumMap<>(ProbeKind.class);
        for (ProbeKind kind : ProbeKind.values()) {
            if (spec.probes().of(kind) != null && (kind == ProbeKind.STARTUP) != up) {
                Probe kept = probes.get(kind);
                runs.put(
                        kind,
                        kept == null
                                ? ProbeRun.first(since)
                                : new ProbeRun(
                                        kept.due(), false, new ProbeTally(kept.passing(), kept.run()), kept.detail()));
            }
        }
        return new Life(life, need(pid, "pid"), need(startedAt, "startedAt"), up, runs);
    }

    private <T> T need(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("a replica in the state " + state + " needs " + name);
        }
        return value;
    }
}
