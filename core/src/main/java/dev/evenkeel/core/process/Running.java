package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ProbeTally.Verdict;
import dev.evenkeel.core.process.ReplicaEvent.Tick;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The process runs and isn't ready: it starts up, or its readiness probe fails. Out of traffic. */
public record Running(Instant since, Life life, String message) implements Alive {

    /** Rules that lost their readiness probe while the supervisor was away must not leave it out of traffic for ever. */
    private boolean nothingToWaitFor() {
        return life.startedUp() && !life.probes().containsKey(ProbeKind.READINESS);
    }

    @Override
    public @Nullable Instant wakeAt() {
        return nothingToWaitFor() ? since : life.wakeAt();
    }

    @Override
    public ReplicaState on(ReplicaEvent event, Turn turn) {
        return event instanceof Tick && nothingToWaitFor() ? life.ready(turn) : Alive.super.on(event, turn);
    }

    @Override
    public Running with(Life heard) {
        return new Running(since, heard, message);
    }

    @Override
    public Alive readiness(Life heard, Verdict verdict, String why, Turn turn) {
        if (verdict == Verdict.PASSED) {
            return heard.ready(turn);
        }
        ProbeRun run = heard.probes().get(ProbeKind.READINESS);
        boolean passing = run != null && run.tally().passing();
        return passing ? with(heard) : new Running(since, heard, why);
    }
}
