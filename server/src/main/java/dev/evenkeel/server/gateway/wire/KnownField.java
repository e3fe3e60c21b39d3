package dev.evenkeel.server.gateway.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The field names that the gateway acts on. They are recognised once, while a head is parsed, so that nothing later
 * compares names.
 */
public enum KnownField {
    ACCEPT("Accept"),
    AGE("Age"),
    AUTHORIZATION("Authorization"),
    CACHE_CONTROL("Cache-Control"),
    CONNECTION("Connection"),
    CONTENT_LENGTH("Content-Length"),
    CONTENT_TYPE("Content-Type"),
    COOKIE("Cookie"),
    DATE("Date"),
    EXPECT("Expect"),
    FORWARDED("Forwarded"),
    HOST("Host"),
    HTTP2_SETTINGS("HTTP2-Settings"),
    IDEMPOTENCY_KEY("Idempotency-Key"),
    IF_MODIFIED_SINCE("If-Modified-Since"),
    IF_NONE_MATCH("If-None-Match"),
    KEEP_ALIVE("Keep-Alive"),
    PRAGMA("Pragma"),
    PROXY_AUTHENTICATE("Proxy-Authenticate"),
    PROXY_AUTHORIZATION("Proxy-Authorization"),
    PROXY_CONNECTION("Proxy-Connection"),
    RANGE("Range"),
    RETRY_AFTER("Retry-After"),
    TE("TE"),
    TRACEPARENT("traceparent"),
    TRAILER("Trailer"),
    TRANSFER_ENCODING("Transfer-Encoding"),
    UPGRADE("Upgrade"),
    VIA("Via"),
    X_EVENKEEL_ATTEMPTS("X-Evenkeel-Attempts"),
    X_EVENKEEL_TIMEOUT_MS("X-Evenkeel-Timeout-Ms"),
    X_FORWARDED_FOR("X-Forwarded-For"),
    X_FORWARDED_HOST("X-Forwarded-Host"),
    X_FORWARDED_PROTO("X-Forwarded-Proto"),
    X_REQUEST_ID("X-Request-Id");

    private static final int SLOTS = 256;
    private static final @Nullable KnownField[] TABLE = table();

    private final String label;
    private final String lower;

    KnownField(String label) {
        this.label = label;
        this.lower = label.toLowerCase(Locale.ROOT);
    }

    /** The name as it is written. */
    public String label() {
        return label;
    }

    /** A bit of its own, for sets in one number. */
    @SuppressWarnings("EnumOrdinal") // The order means nothing; EnumSet would be an object for each message.
    long bit() {
        return 1L << ordinal();
    }

    /** Recognises a name in any case; null for one of no special meaning. */
    static @Nullable KnownField find(byte[] bytes, int from, int to) {
        int slot = slot(to - from, bytes[from], bytes[to - 1]);
        KnownField candidate = TABLE[slot];
        while (candidate != null && !candidate.is(bytes, from, to)) {
            slot = (slot + 1) % SLOTS;
            candidate = TABLE[slot];
        }
        return candidate;
    }

    private boolean is(byte[] bytes, int from, int to) {
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if (Ascii.lower(bytes[from + i]) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int length, byte first, byte last) {
        return (length * 37 + Ascii.lower(first) * 11 + Ascii.lower(last)) % SLOTS;
    }

    private static @Nullable KnownField[] table() {
        @Nullable KnownField[] table = new @Nullable KnownField[SLOTS];
        for (KnownField field : values()) {
            int slot = slot(field.lower.length(), (byte) field.lower.charAt(0), (byte)
                    field.lower.charAt(field.lower.length() - 1));
            while (table[slot] != null) {
                slot = (slot + 1) % SLOTS;
            }
            table[slot] = field;
        }
        return table;
    }
}
