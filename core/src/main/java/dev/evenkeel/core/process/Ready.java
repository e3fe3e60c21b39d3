package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ProbeTally.Verdict;
import dev.evenkeel.core.process.ReplicaAction.SetNotReady;
import java.time.Instant;

/** In traffic. */
public record Ready(Instant since, Life life) implements Alive {

    @Override
    public String message() {
        return "";
    }

    @Override
    public Ready with(Life heard) {
        return new Ready(since, heard);
    }

    @Override
    public Alive readiness(Life heard, Verdict verdict, String why, Turn turn) {
        if (verdict == Verdict.FAILED) {
            turn.act(new SetNotReady(heard.number(), why));
            return new Running(turn.now, heard, why);
        }
        return with(heard);
    }
}
