package dev.evenkeel.core.process;

/** The rules one replica follows; {@link Profile} has the usual ones. */
public record ReplicaSpec(Probes probes, RestartBackoff backoff, Termination termination) {}
