/**
 * How replicas of a service are kept up, updated, judged, scaled and sized: rules over events and times that are handed
 * in. Nothing here does I/O, reads a clock or starts a thread.
 *
 * <p>{@link dev.evenkeel.core.process.Replica} is where to begin: one replica, its state, and what has to be done next.
 */
package dev.evenkeel.core.process;
