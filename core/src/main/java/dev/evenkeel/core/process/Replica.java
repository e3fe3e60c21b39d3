package dev.evenkeel.core.process;

import dev.evenkeel.core.process.RestartBackoff.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One replica of a service: at most one process, kept running until a stop is requested. Semantics are those of a
 * Kubernetes pod with one container and the restart policy {@code Always}.
 *
 * <p>Immutable. Whoever runs it does the actions of each {@link Step}, reports what came of them as events, sends a
 * {@link ReplicaEvent.Tick} no later than {@link #wakeAt()} asks for, and keeps the last step's replica. Events that
 * can't be meant for the present state, and those about an earlier process, change nothing.
 *
 * @param spec the rules it follows
 * @param life the number of the last process asked for, 0 before the first
 * @param history what the back-off remembers
 * @param state where it stands
 */
public record Replica(ReplicaSpec spec, int life, History history, ReplicaState state) {

    /**
     * What an event led to.
     *
     * @param replica from now on
     * @param passed every state entered on the way, the present one last; empty when the state's kind didn't change
     * @param actions what has to be done, in this order
     */
    public record Step(Replica replica, List<ReplicaState> passed, List<ReplicaAction> actions) {
        public Step {
            passed = List.copyOf(passed);
            actions = List.copyOf(actions);
        }
    }

    /** A replica of which nothing runs yet; the first tick starts it. */
    public static Replica create(ReplicaSpec spec, Instant now) {
        return new Replica(spec, 0, History.NONE, new Pending(now));
    }

    /**
     * A replica as it was kept. What it believes may be out of date: report
     *
     * <ul>
     *   <li>{@link ReplicaEvent.ProcessExited} when {@link #pid()} is gone, or is another process by now,
     *   <li>{@link ReplicaEvent.Started} or {@link ReplicaEvent.StartFailed} while {@link #awaitsStart()}, depending on
     *       whether the process of this life is found,
     *   <li>{@link ReplicaEvent.PreStopEnded} when a pre-stop hook had begun.
     * </ul>
     *
     * and tick. Probes that were under way are asked again. A replica that was ready still is.
     */
    public static Replica restore(ReplicaSpec spec, ReplicaSnapshot snapshot) {
        return new Replica(spec, snapshot.life(), snapshot.history(), snapshot.restoredState(spec));
    }

    /** What has to be kept so that {@link #restore} can go on from here. */
    public ReplicaSnapshot snapshot() {
        return ReplicaSnapshot.of(this);
    }

    /**
     * What follows from an event.
     *
     * @param now when it happened, not before the last event
     */
    public Step apply(ReplicaEvent event, Instant now) {
        Turn turn = new Turn(this, now);
        List<ReplicaState> passed = new ArrayList<>();
        ReplicaState next = enter(passed, state, state.on(event, turn));
        while (due(next, now)) {
            next = enter(passed, next, next.on(new ReplicaEvent.Tick(), turn));
        }
        return new Step(new Replica(spec, turn.life, turn.history, next), passed, turn.actions);
    }

    /** When the next tick is due, null when only an event moves it. */
    public @Nullable Instant wakeAt() {
        return state.wakeAt();
    }

    /** Whether it belongs into traffic. */
    public boolean ready() {
        return state instanceof Ready;
    }

    /** Whether it was told to end for good, over or not. */
    public boolean stopping() {
        return switch (state) {
            case Terminating ending -> ending.then() == Exited.Then.END;
            case Exited exited -> exited.then() == Exited.Then.END;
            default -> false;
        };
    }

    /** Whether nothing runs and nothing ever will again. */
    public boolean ended() {
        return state instanceof Exited exited && exited.then() == Exited.Then.END;
    }

    /** The process id, null while none is known. */
    public @Nullable Long pid() {
        return switch (state) {
            case Alive alive -> alive.life().pid();
            case Terminating terminating -> terminating.pid();
            default -> null;
        };
    }

    /** Whether a process was asked for and nothing has been heard of it. */
    public boolean awaitsStart() {
        return state instanceof Starting || (state instanceof Terminating terminating && terminating.pid() == null);
    }

    /** How often its process was started again. */
    public int restarts() {
        return Math.max(0, life - 1);
    }

    private static boolean due(ReplicaState state, Instant now) {
        Instant wake = state.wakeAt();
        return wake != null && !wake.isAfter(now);
    }

    private static ReplicaState enter(List<ReplicaState> passed, ReplicaState from, ReplicaState to) {
        if (from.getClass() != to.getClass()) {
            passed.add(to);
        }
        return to;
    }
}
