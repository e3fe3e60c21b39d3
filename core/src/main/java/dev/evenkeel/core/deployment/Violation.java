package dev.evenkeel.core.deployment;

/**
 * One thing wrong with a record.
 *
 * @param pointer the field as a JSON Pointer (RFC 6901), as in {@code /finishedAt}
 * @param message what is wrong and what would be right
 */
public record Violation(String pointer, String message) {}
