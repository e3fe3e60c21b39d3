package dev.evenkeel.server.monitor.probe;

import java.util.Map;

/**
 * What came of a dialogue.
 *
 * @param failedRegex whether a line that was expected didn't come
 * @param failedBytes whether other bytes came than were expected
 * @param labels what was taken from the lines, by the names that were asked for
 */
public record Conversation(boolean failedRegex, boolean failedBytes, Map<String, String> labels) {}
