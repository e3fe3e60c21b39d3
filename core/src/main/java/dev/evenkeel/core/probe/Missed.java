package dev.evenkeel.core.probe;

import java.time.Instant;

/**
 * Slots of a check that passed without a run because we were late or down; never the target's fault.
 *
 * @param firstSlot the first of them
 * @param count how many in a row, at least 1
 * @param from when the first should have begun
 * @param to when the last should have begun
 */
public record Missed(String check, long firstSlot, long count, Instant from, Instant to) {}
