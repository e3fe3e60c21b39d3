/**
 * Asks every endpoint on its grid and tells listeners what came of it. {@link dev.evenkeel.server.monitor.Monitor}
 * keeps the checks; {@code Pacer} says when each starts; {@link dev.evenkeel.server.monitor.probe} does the asking;
 * {@code Judge} holds the answer against the conditions. {@link dev.evenkeel.server.monitor.blackbox} answers
 * Prometheus in the manner of blackbox_exporter.
 */
package dev.evenkeel.server.monitor;
