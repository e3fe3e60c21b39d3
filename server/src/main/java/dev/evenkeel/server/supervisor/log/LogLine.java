package dev.evenkeel.server.supervisor.log;

import java.time.Instant;

/**
 * One line that a replica wrote.
 *
 * @param stream {@code stdout} or {@code stderr}
 */
public record LogLine(Instant time, String app, String replica, String version, String stream, String text) {}
