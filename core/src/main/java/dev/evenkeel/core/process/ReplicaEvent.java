package dev.evenkeel.core.process;

/**
 * What happens to a replica. Those about a process carry the number of its life, as the action that asked for it did, so
 * that news of an earlier process can't be taken for news of this one.
 */
public sealed interface ReplicaEvent {

    /** Time has passed. */
    record Tick() implements ReplicaEvent {}

    /** The replica is no longer wanted; {@code reason} is for people. */
    record StopRequested(String reason) implements ReplicaEvent {}

    /** Its process is to be ended gracefully and started again at once; {@code reason} is for people. */
    record RestartRequested(String reason) implements ReplicaEvent {}

    /** The process runs; not yet whether it works. */
    record Started(int life, long pid) implements ReplicaEvent {}

    /** There is no process, for a reason that a user can do something about. */
    record StartFailed(int life, String reason) implements ReplicaEvent {}

    /** The process is gone, whoever ended it. */
    record ProcessExited(int life, Exit exit) implements ReplicaEvent {}

    /** The pre-stop hook is over, whether it worked or not. */
    record PreStopEnded(int life) implements ReplicaEvent {}

    /** The answer to one {@link ReplicaAction.RunProbe}. */
    sealed interface ProbeAnswered extends ReplicaEvent {
        int life();

        ProbeKind kind();

        /** What was seen, for people: {@code HTTP 503}, {@code connection refused}. */
        String detail();
    }

    record ProbeSucceeded(int life, ProbeKind kind, String detail) implements ProbeAnswered {}

    record ProbeFailed(int life, ProbeKind kind, String detail) implements ProbeAnswered {}

    /** No answer within the probe's timeout; counts as a failure. */
    record ProbeTimedOut(int life, ProbeKind kind, String detail) implements ProbeAnswered {}
}
