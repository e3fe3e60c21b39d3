package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ReplicaEvent.StopRequested;
import dev.evenkeel.core.process.ReplicaEvent.Tick;
import java.time.Instant;

/** It exists, and nothing has been started yet. */
public record Pending(Instant since) implements ReplicaState {

    @Override
    public String message() {
        return "";
    }

    @Override
    public Instant wakeAt() {
        return since;
    }

    @Override
    public ReplicaState on(ReplicaEvent event, Turn turn) {
        return switch (event) {
            case Tick _ -> turn.start();
            case StopRequested(String reason) -> new Exited(turn.now, null, reason, Exited.Then.END);
            default -> this;
        };
    }
}
