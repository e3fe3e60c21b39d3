package dev.evenkeel.server.gateway.wire;

/** Character classes of RFC 9110 §5.6.2 and §5.5, by table. */
final class Ascii {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte[] CLASS = new byte[256];

    static {
        for (int c = 0x21; c < 0x7f; c++) {
            CLASS[c] |= VALUE | TARGET;
            if (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
                CLASS[c] |= TOKEN;
            }
        }
        CLASS['#'] &= ~TARGET;
        CLASS[' '] |= VALUE;
        CLASS['\t'] |= VALUE;
        for (int c = 0x80; c <= 0xff; c++) {
            CLASS[c] |= VALUE;
        }
    }

    private Ascii() {}

    static boolean token(byte c) {
        return (CLASS[c & 0xff] & TOKEN) != 0;
    }

    static boolean value(byte c) {
        return (CLASS[c & 0xff] & VALUE) != 0;
    }

    /** Visible characters but {@code #}: a fragment has no place in a request. */
    static boolean target(byte c) {
        return (CLASS[c & 0xff] & TARGET) != 0;
    }

    static byte lower(byte c) {
        return c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
    }

    /** The value of a hexadecimal digit, −1 for another character. */
    static int hex(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int low = c | 0x20;
        return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
    }
}
