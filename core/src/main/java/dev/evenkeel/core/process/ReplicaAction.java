package dev.evenkeel.core.process;

/** What has to be done for a replica, in the order given. {@code life} is the number of the process it is about. */
public sealed interface ReplicaAction {
    int life();

    /** Start a process; answer with {@link ReplicaEvent.Started} or {@link ReplicaEvent.StartFailed}. */
    record StartProcess(int life) implements ReplicaAction {}

    /** Ask once, now; answer with one {@link ReplicaEvent.ProbeAnswered}, within the probe's timeout. */
    record RunProbe(int life, ProbeKind kind) implements ReplicaAction {}

    /** Run the pre-stop hook; answer with {@link ReplicaEvent.PreStopEnded} when it is over. */
    record RunPreStop(int life) implements ReplicaAction {}

    record SignalTerm(int life, long pid) implements ReplicaAction {}

    /** To the whole process group. Repeated while the process doesn't end. */
    record SignalKill(int life, long pid) implements ReplicaAction {}

    /** Into traffic. */
    record SetReady(int life) implements ReplicaAction {}

    /** Out of traffic, before anything that follows; {@code reason} is for people. */
    record SetNotReady(int life, String reason) implements ReplicaAction {}
}
