package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ReplicaEvent.ProcessExited;
import dev.evenkeel.core.process.ReplicaEvent.StartFailed;
import dev.evenkeel.core.process.ReplicaEvent.Started;
import dev.evenkeel.core.process.ReplicaEvent.StopRequested;
import dev.evenkeel.core.process.Terminating.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A process was asked for, and nothing has been heard yet. There may be one already. */
public record Starting(Instant since, int life) implements ReplicaState {

    @Override
    public String message() {
        return "";
    }

    @Override
    public @Nullable Instant wakeAt() {
        return null;
    }

    @Override
    public ReplicaState on(ReplicaEvent event, Turn turn) {
        return switch (event) {
            case Started(int number, long pid) when number == life -> Life.begin(life, pid, turn);
            case StartFailed(int number, String reason)
            when number == life ->
                new Exited(turn.now, Exit.unknown("not started: " + reason), "", Exited.Then.BACK_OFF);
            case ProcessExited(int number, Exit exit)
            when number == life -> new Exited(turn.now, exit, "", Exited.Then.BACK_OFF);
            case StopRequested(String reason) ->
                new Terminating(
                        turn.now,
                        life,
                        null,
                        reason,
                        Phase.AWAITING_PROCESS,
                        turn.now,
                        turn.now.plus(turn.spec.termination().grace()),
                        Exited.Then.END);
            default -> this;
        };
    }
}
