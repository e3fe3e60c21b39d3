package dev.evenkeel.server.gateway.wire;

/**
 * An answer without its body.
 *
 * @param minor of the version: 0 or 1
 */
public record ResponseHead(int status, String reason, int minor, Fields fields) {

    /** Whether the sender keeps the connection open after this answer, as far as it says. */
    public boolean keepsAlive() {
        return HeadParser.keepsAlive(minor, fields);
    }
}
