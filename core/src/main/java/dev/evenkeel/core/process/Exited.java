package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ReplicaEvent.StopRequested;
import dev.evenkeel.core.process.ReplicaEvent.Tick;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * There is no process. Unless that is the end of the replica, it goes on from here at once.
 *
 * @param exit how the process ended, null when there never was one
 * @param reason why it was ended, empty when it ended by itself
 */
public record Exited(Instant since, @Nullable Exit exit, String reason, Then then) implements ReplicaState {

    /** What follows. */
    public enum Then {
        /** A new process, after a wait that grows with each crash. */
        BACK_OFF,
        /** A new process at once: someone asked for a restart. */
        START,
        /** Nothing: the replica is no longer wanted. */
        END
    }

    @Override
    public String message() {
        if (exit == null) {
            return reason;
        }
        return reason.isEmpty() ? exit.detail() : reason + "; " + exit.detail();
    }

    @Override
    public @Nullable Instant wakeAt() {
        return then == Then.END ? null : since;
    }

    @Override
    public ReplicaState on(ReplicaEvent event, Turn turn) {
        return switch (event) {
            case StopRequested(String why) when then != Then.END -> new Exited(since, exit, why, Then.END);
            case Tick _ ->
                switch (then) {
                    case BACK_OFF -> backOff(turn);
                    case START -> turn.start();
                    case END -> this;
                };
            default -> this;
        };
    }

    private ReplicaState backOff(Turn turn) {
        Duration wait = turn.spec.backoff().delay(turn.history, since);
        BackOff waiting = new BackOff(turn.now, since, since.plus(wait), turn.history.restarts(), message());
        return wait.isZero() ? waiting.restart(turn) : waiting;
    }
}
