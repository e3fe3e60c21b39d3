package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ReplicaEvent.RestartRequested;
import dev.evenkeel.core.process.ReplicaEvent.StopRequested;
import dev.evenkeel.core.process.ReplicaEvent.Tick;
import java.time.Instant;

/**
 * It keeps ending, so the next start waits.
 *
 * @param exitedAt when the process ended
 * @param until when the next is started
 * @param restarts how many restarts in a row there were already
 * @param why what it ended of
 */
public record BackOff(Instant since, Instant exitedAt, Instant until, int restarts, String why)
        implements ReplicaState {

    @Override
    public String message() {
        return "restart " + (restarts + 1) + " in a row at " + until + "; last: " + why;
    }

    @Override
    public Instant wakeAt() {
        return until;
    }

    @Override
    public ReplicaState on(ReplicaEvent event, Turn turn) {
        return switch (event) {
            case Tick _ -> turn.now.isBefore(until) ? this : restart(turn);
            case RestartRequested _ -> turn.start();
            case StopRequested(String reason) -> new Exited(turn.now, null, reason, Exited.Then.END);
            default -> this;
        };
    }

    Starting restart(Turn turn) {
        turn.history = turn.spec.backoff().restarted(turn.history, exitedAt, turn.now);
        return turn.start();
    }
}
