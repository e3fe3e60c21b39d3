/**
 * Asks one target once: HTTP, TCP, TLS and DNS on Netty's event loops. A {@link
 * dev.evenkeel.server.monitor.probe.Probe} is immutable and says how to ask; an {@link
 * dev.evenkeel.server.monitor.probe.Attempt} is one run of it and belongs to one loop; an {@link
 * dev.evenkeel.server.monitor.probe.Answer} is what came. Nothing here blocks and no run has a thread, so a target that
 * hangs costs a timer and a socket.
 *
 * <p>Every run makes a connection of its own and looks its name up again: a check stands for a caller who comes for the
 * first time, so a listener that doesn't accept, an address that changed and a certificate that expired are seen. For
 * the same reason TLS sessions are not resumed.
 */
package dev.evenkeel.server.monitor.probe;
