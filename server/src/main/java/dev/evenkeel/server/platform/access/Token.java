package dev.evenkeel.server.platform.access;

import dev.evenkeel.server.platform.contract.Scope;
import java.time.Instant;

/**
 * A token as it is kept: enough to recognise it, not enough to use it.
 *
 * @param name says whose it is, in the log and in the audit trail
 * @param sha256 of the token's text, 64 hex digits; enough for 256 random bits, which nobody guesses
 */
public record Token(String name, Scope scope, String sha256, Instant createdAt) {}
