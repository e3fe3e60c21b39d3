package dev.evenkeel.server.supervisor.process;

/**
 * Names one process for good: a pid is given to another process sooner or later, but not with the same start time.
 *
 * @param pid at the same time the id of its process group
 * @param startTicks since the machine started, as the kernel counts them
 * @param bootId of the machine's start
 */
public record ProcessKey(long pid, long startTicks, String bootId) {}
