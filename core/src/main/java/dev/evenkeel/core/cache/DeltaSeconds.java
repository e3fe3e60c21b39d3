package dev.evenkeel.core.cache;

/** Numbers of seconds as they appear in fields (RFC 9111 §1.2.2). */
final class DeltaSeconds {
    static final long INVALID = -1;
    private static final long MAX = 1L << 31;

    private DeltaSeconds() {}

    /** The number, at most 2³¹; {@link #INVALID} for anything but digits. */
    static long parse(String text) {
        if (text.isEmpty()) {
            return INVALID;
        }
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return INVALID;
            }
            seconds = Math.min(MAX, seconds * 10 + (c - '0'));
        }
        return seconds;
    }
}
