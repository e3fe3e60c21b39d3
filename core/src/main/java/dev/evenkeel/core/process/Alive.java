package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ProbeTally.Verdict;
import dev.evenkeel.core.process.ReplicaEvent.ProbeAnswered;
import dev.evenkeel.core.process.ReplicaEvent.ProbeSucceeded;
import dev.evenkeel.core.process.ReplicaEvent.ProcessExited;
import dev.evenkeel.core.process.ReplicaEvent.RestartRequested;
import dev.evenkeel.core.process.ReplicaEvent.StopRequested;
import dev.evenkeel.core.process.ReplicaEvent.Tick;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A process runs that is meant to: {@link Running} while it isn't ready, {@link Ready} while it is. */
public sealed interface Alive extends ReplicaState permits Running, Ready {
    Life life();

    /** The same state about a process of which more is known. */
    Alive with(Life life);

    /** What the readiness probe's verdict makes of it. */
    Alive readiness(Life life, Verdict verdict, String why, Turn turn);

    @Override
    default @Nullable Instant wakeAt() {
        return life().wakeAt();
    }

    @Override
    default ReplicaState on(ReplicaEvent event, Turn turn) {
        return switch (event) {
            case Tick _ -> with(life().ask(turn));
            case ProbeAnswered answer when answer.life() == life().number() -> answered(answer, turn);
            case ProcessExited(int number, Exit exit)
            when number == life().number() -> {
                turn.outOfTraffic(this, exit.detail());
                yield new Exited(turn.now, exit, "", Exited.Then.BACK_OFF);
            }
            case StopRequested(String reason) -> Terminating.asked(this, reason, Exited.Then.END, turn);
            case RestartRequested(String reason) -> Terminating.asked(this, reason, Exited.Then.START, turn);
            default -> this;
        };
    }

    private ReplicaState answered(ProbeAnswered answer, Turn turn) {
        ProbeKind kind = answer.kind();
        ProbeRun run = life().probes().get(kind);
        ProbeSpec spec = turn.spec.probes().of(kind);
        if (run == null || spec == null || !run.asking()) {
            return this;
        }
        ProbeRun next = run.answered(answer instanceof ProbeSucceeded, answer.detail(), spec, turn.now);
        Life heard = life().with(kind, next);
        Verdict verdict = next.tally().verdict(spec);
        String why = kind + " probe failed " + next.tally().run() + " of " + spec.failureThreshold() + " times: "
                + answer.detail();
        if (kind == ProbeKind.READINESS) {
            return readiness(heard, verdict, why, turn);
        }
        if (verdict == Verdict.FAILED) {
            return Terminating.failed(with(heard), spec, why, turn);
        }
        if (kind == ProbeKind.STARTUP) {
            return verdict == Verdict.PASSED ? heard.startedUp(turn) : new Running(since(), heard, why);
        }
        return with(heard);
    }
}
