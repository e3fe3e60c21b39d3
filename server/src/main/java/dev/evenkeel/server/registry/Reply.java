package dev.evenkeel.server.registry;

/**
 * The answer to a write: now or, when the request is a repeated one, as it was the first time.
 *
 * @param revision of the record after the write
 * @param body the record as JSON
 */
public record Reply(String id, long revision, String body) {}
