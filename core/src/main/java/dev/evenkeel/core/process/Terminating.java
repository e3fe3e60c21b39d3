package dev.evenkeel.core.process;

import dev.evenkeel.core.process.Exited.Then;
import dev.evenkeel.core.process.ReplicaAction.RunPreStop;
import dev.evenkeel.core.process.ReplicaAction.SignalKill;
import dev.evenkeel.core.process.ReplicaAction.SignalTerm;
import dev.evenkeel.core.process.ReplicaEvent.PreStopEnded;
import dev.evenkeel.core.process.ReplicaEvent.ProcessExited;
import dev.evenkeel.core.process.ReplicaEvent.RestartRequested;
import dev.evenkeel.core.process.ReplicaEvent.StartFailed;
import dev.evenkeel.core.process.ReplicaEvent.Started;
import dev.evenkeel.core.process.ReplicaEvent.StopRequested;
import dev.evenkeel.core.process.ReplicaEvent.Tick;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The process is being ended; it is out of traffic, and no probe is asked.
 *
 * @param pid its process id, null while a start is under way that nobody wants any more
 * @param message why
 * @param termAt not TERM before this
 * @param killAt when KILL is due, or due again
 * @param then what follows its end
 */
public record Terminating(
        Instant since,
        int life,
        @Nullable Long pid,
        String message,
        Phase phase,
        Instant termAt,
        Instant killAt,
        Then then)
        implements ReplicaState {

    /** KILL is said again after this: a process that waits for a disk ends later, and a signal may have missed it. */
    private static final Duration KILL_AGAIN = Duration.ofSeconds(5);

    /** How far it has got. */
    public enum Phase {
        /** Until the start that is under way has brought one, or not. */
        AWAITING_PROCESS,
        /** The pre-stop hook runs. */
        PRE_STOP,
        /** Requests under way may end. */
        DRAINING,
        /** TERM was sent. */
        TERM_SENT,
        /** KILL was sent. */
        KILL_SENT
    }

    /** Someone wants it ended. */
    static Terminating asked(Alive state, String reason, Then then, Turn turn) {
        Duration drain = state instanceof Ready ? turn.spec.termination().drain() : Duration.ZERO;
        return begin(state, reason, drain, turn.spec.termination().grace(), then, turn);
    }

    /** A probe wants it ended. */
    static Terminating failed(Alive state, ProbeSpec probe, String reason, Turn turn) {
        Duration grace = probe.grace();
        return begin(
                state,
                reason,
                Duration.ZERO,
                grace != null ? grace : turn.spec.termination().grace(),
                Then.BACK_OFF,
                turn);
    }

    private static Terminating begin(Alive state, String reason, Duration drain, Duration grace, Then then, Turn turn) {
        turn.outOfTraffic(state, reason);
        Life life = state.life();
        boolean hook = turn.spec.termination().preStop() && grace.isPositive();
        if (hook) {
            turn.act(new RunPreStop(life.number()));
        }
        Instant killAt = turn.now.plus(grace);
        Instant drained = turn.now.plus(drain);
        Terminating begun = new Terminating(
                turn.now,
                life.number(),
                life.pid(),
                reason,
                hook ? Phase.PRE_STOP : Phase.DRAINING,
                drained.isBefore(killAt) ? drained : killAt,
                killAt,
                then);
        return hook ? begun : begun.drained(turn);
    }

    @Override
    public @Nullable Instant wakeAt() {
        return switch (phase) {
            case AWAITING_PROCESS -> null;
            case DRAINING -> termAt;
            case PRE_STOP, TERM_SENT, KILL_SENT -> killAt;
        };
    }

    @Override
    public ReplicaState on(ReplicaEvent event, Turn turn) {
        return switch (event) {
            case ProcessExited(int number, Exit exit) when number == life -> new Exited(turn.now, exit, message, then);
            case StartFailed(int number, String reason)
            when number == life -> new Exited(turn.now, Exit.unknown("not started: " + reason), message, then);
            case Started(int number, long started)
            when number == life && phase == Phase.AWAITING_PROCESS ->
                new Terminating(since, life, started, message, phase, termAt, killAt, then).term(turn);
            case PreStopEnded(int number)
            when number == life && phase == Phase.PRE_STOP ->
                at(Phase.DRAINING, killAt).drained(turn);
            case StopRequested(String reason)
            when then != Then.END -> new Terminating(since, life, pid, reason, phase, termAt, killAt, Then.END);
            case RestartRequested(String reason)
            when then == Then.BACK_OFF -> new Terminating(since, life, pid, reason, phase, termAt, killAt, Then.START);
            case Tick _ -> tick(turn);
            default -> this;
        };
    }

    private Terminating tick(Turn turn) {
        Instant wake = wakeAt();
        if (wake == null || wake.isAfter(turn.now)) {
            return this;
        }
        return switch (phase) {
            case PRE_STOP -> term(turn);
            case DRAINING -> drained(turn);
            case AWAITING_PROCESS, TERM_SENT, KILL_SENT -> kill(turn);
        };
    }

    private Terminating drained(Turn turn) {
        return termAt.isAfter(turn.now) ? this : term(turn);
    }

    private Terminating term(Turn turn) {
        Instant window = turn.now.plus(turn.spec.termination().window());
        turn.act(new SignalTerm(life, knownPid()));
        return at(Phase.TERM_SENT, window.isAfter(killAt) ? window : killAt);
    }

    private Terminating kill(Turn turn) {
        turn.act(new SignalKill(life, knownPid()));
        return at(Phase.KILL_SENT, turn.now.plus(KILL_AGAIN));
    }

    private long knownPid() {
        if (pid == null) {
            throw new IllegalStateException("life " + life + " has no process to signal yet");
        }
        return pid;
    }

    private Terminating at(Phase next, Instant newKillAt) {
        return new Terminating(since, life, pid, message, next, termAt, newKillAt, then);
    }
}
