package dev.evenkeel.core.deployment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Every version once, in bytes one behind the other; a version's code is its place there. Lower-case hexadecimal, as
 * commit hashes are, takes half a byte a character, other Latin-1 text one byte, the rest two. Codes say nothing about
 * which version is newer.
 */
final class VersionDictionary {
    private static final int HEX = 0;
    private static final int LATIN1 = 1;
    private static final int UTF16 = 2;
    private static final double MOST_FULL = 0.85;
    private static final double GROWTH = 1.25;

    private byte[][] chunks = {};
    private int end;
    private int count;

    /** Codes plus one, by the hash of the bytes; zero is free. */
    private int[] slots = new int[16];

    /** The code of a version, new or known. */
    int code(String version) {
        byte[] bytes = encode(version);
        if (count + 1 > slots.length * MOST_FULL) {
            grow();
        }
        int slot = home(hash(bytes));
        while (slots[slot] != 0) {
            if (matches(slots[slot] - 1, bytes)) {
                return slots[slot] - 1;
            }
            slot = next(slot);
        }
        int code = append(bytes);
        slots[slot] = code + 1;
        count++;
        return code;
    }

    /** What is there now, for readers; later versions don't change it. */
    Versions view() {
        return new Versions(chunks);
    }

    long bytes() {
        return Sizes.of(slots) + chunks.length * (Versions.CHUNK + 16 + Sizes.REFERENCE);
    }

    private int append(byte[] bytes) {
        int code = end;
        if (end > Integer.MAX_VALUE - 1 - bytes.length) {
            throw new IllegalStateException("more than 2 GiB of distinct versions");
        }
        int needed = (end + bytes.length + Versions.CHUNK - 1) / Versions.CHUNK;
        if (needed > chunks.length) {
            byte[][] more = Arrays.copyOf(chunks, needed);
            for (int i = chunks.length; i < needed; i++) {
                more[i] = new byte[Versions.CHUNK];
            }
            chunks = more;
        }
        for (byte each : bytes) {
            chunks[end / Versions.CHUNK][end % Versions.CHUNK] = each;
            end++;
        }
        return code;
    }

    private boolean matches(int code, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (code + i >= end || byteAt(code + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        slots = new int[(int) (slots.length * GROWTH) + 1];
        Versions view = view();
        for (int code = 0; code < end; ) {
            byte[] bytes = view.bytes(code);
            int slot = home(hash(bytes));
            while (slots[slot] != 0) {
                slot = next(slot);
            }
            slots[slot] = code + 1;
            code += bytes.length;
        }
    }

    private byte byteAt(int at) {
        return chunks[at / Versions.CHUNK][at % Versions.CHUNK];
    }

    private int home(long hash) {
        return (int) Math.unsignedMultiplyHigh(hash, slots.length);
    }

    private int next(int slot) {
        return slot + 1 == slots.length ? 0 : slot + 1;
    }

    private static long hash(byte[] bytes) {
        long hash = 0;
        for (byte each : bytes) {
            hash = (hash ^ each) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash * 0xD6E8FEB86659FD93L;
    }

    /** The number of characters and the kind as a number of seven bits a byte, then the characters. */
    private static byte[] encode(String version) {
        int kind = kind(version);
        int length = version.length();
        byte[] body = switch (kind) {
            case HEX -> packHex(version);
            case LATIN1 -> version.getBytes(StandardCharsets.ISO_8859_1);
            default -> packChars(version);
        };
        long head = ((long) length << 2) | kind;
        int headLength = 1;
        while ((head >>> (7 * headLength)) != 0) {
            headLength++;
        }
        byte[] bytes = new byte[headLength + body.length];
        for (int i = 0; i < headLength; i++) {
            bytes[i] = (byte) (((head >>> (7 * i)) & 0x7F) | (i + 1 < headLength ? 0x80 : 0));
        }
        System.arraycopy(body, 0, bytes, headLength, body.length);
        return bytes;
    }

    private static int kind(String version) {
        int kind = HEX;
        for (int i = 0; i < version.length(); i++) {
            char each = version.charAt(i);
            if (each > 0xFF) {
                return UTF16;
            }
            if ((each < '0' || each > '9') && (each < 'a' || each > 'f')) {
                kind = LATIN1;
            }
        }
        return kind;
    }

    private static byte[] packHex(String version) {
        byte[] packed = new byte[(version.length() + 1) / 2];
        for (int i = 0; i < version.length(); i++) {
            packed[i / 2] |= (byte) (Character.digit(version.charAt(i), 16) << (4 * (i & 1)));
        }
        return packed;
    }

    private static byte[] packChars(String version) {
        byte[] packed = new byte[2 * version.length()];
        for (int i = 0; i < version.length(); i++) {
            packed[2 * i] = (byte) version.charAt(i);
            packed[2 * i + 1] = (byte) (version.charAt(i) >>> 8);
        }
        return packed;
    }

    /** The versions that readers may look up; the bytes behind a code never change. */
    record Versions(byte[][] chunks) {
        static final int CHUNK = 1 << 14;

        /** The version with this code. */
        String get(int code) {
            int at = code;
            long head = 0;
            for (int shift = 0; ; shift += 7) {
                byte each = byteAt(at++);
                head |= (long) (each & 0x7F) << shift;
                if (each >= 0) {
                    break;
                }
            }
            char[] text = new char[(int) (head >>> 2)];
            int kind = (int) head & 3;
            for (int i = 0; i < text.length; i++) {
                text[i] = switch (kind) {
                    case HEX -> Character.forDigit((byteAt(at + i / 2) >>> (4 * (i & 1))) & 0xF, 16);
                    case LATIN1 -> (char) (byteAt(at + i) & 0xFF);
                    default -> (char) ((byteAt(at + 2 * i) & 0xFF) | (byteAt(at + 2 * i + 1) << 8));
                };
            }
            return new String(text);
        }

        /** The bytes of the version with this code. */
        byte[] bytes(int code) {
            return encode(get(code));
        }

        private byte byteAt(int at) {
            return chunks[at / CHUNK][at % CHUNK];
        }
    }
}
