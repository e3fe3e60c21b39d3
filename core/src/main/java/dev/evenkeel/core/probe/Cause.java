package dev.evenkeel.core.probe;

import java.util.Locale;

/** Where a run of a check went wrong. */
public enum Cause {
    /** The name has no address. */
    DNS,
    /** No connection: refused, unreachable. */
    CONNECT,
    /** The handshake failed or the certificate isn't to be trusted. */
    TLS,
    /** Not done within the timeout of the check. */
    TIMEOUT,
    /** The connection ended before the answer did. */
    CLOSED,
    /** What came is not an answer of the protocol. */
    PROTOCOL,
    /** The answer came and doesn't meet a condition. */
    CONDITION,
    /** Our own fault; goes with {@link Verdict#UNKNOWN}. */
    LOCAL;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in metrics and JSON, as in {@code connect}. */
    public String label() {
        return label;
    }
}
