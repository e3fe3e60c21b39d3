package dev.evenkeel.server.platform.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads percent-encoded text strictly: what isn't UTF-8 or isn't hexadecimal is refused, not guessed at. */
final class PercentEncoding {
    private PercentEncoding() {}

    /** A name and a value of a query string, decoded. */
    record Pair(String name, String value) {}

    /**
     * The pairs of a query string in their order.
     *
     * @throws ProblemException 400 when it isn't properly encoded
     */
    static List<Pair> query(String query) {
        var pairs = new ArrayList<Pair>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                String decoded = decode(name.replace('+', ' '), "");
                pairs.add(new Pair(decoded, decode(value.replace('+', ' '), "/" + decoded)));
            }
        }
        return pairs;
    }

    /**
     * @param pointer names the parameter in the problem
     * @throws ProblemException 400 when it isn't properly encoded
     */
    static String decode(String text, String pointer) {
        int percent = text.indexOf('%');
        if (percent < 0 && isAscii(text)) {
            return text;
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length() || hex(text, i + 1) < 0 || hex(text, i + 2) < 0) {
                    throw ProblemException.badRequest(
                            pointer, "must be percent-encoded UTF-8: two hexadecimal digits follow each %");
                }
                bytes.write(hex(text, i + 1) << 4 | hex(text, i + 2));
                i += 2;
            } else if (c < 0x80) {
                bytes.write(c);
            } else {
                throw ProblemException.badRequest(
                        pointer, "must be percent-encoded UTF-8: characters outside ASCII are sent as %XX");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ProblemException.badRequest(pointer, "must be percent-encoded UTF-8, which these bytes aren't");
        }
    }

    private static int hex(String text, int index) {
        return Character.digit(text.charAt(index), 16);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
