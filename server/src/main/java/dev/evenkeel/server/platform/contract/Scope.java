package dev.evenkeel.server.platform.contract;

import java.util.Locale;

/** What a token may do; each scope includes those before it. */
public enum Scope {
    READ,
    WRITE,
    ADMIN;

    public boolean includes(Scope other) {
        return compareTo(other) >= 0;
    }

    /** The name on the wire, as in {@code "read"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
