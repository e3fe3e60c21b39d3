package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.HeadParser;
import dev.evenkeel.server.gateway.wire.KnownField;
import org.jspecify.annotations.Nullable;

/** Which fields go on to the next hop (RFC 9110 §7.6.1). Framing is written anew on each side, so it never does. */
final class Hygiene {
    private Hygiene() {}

    /** What {@code Connection} names beside its own options; null when there is nothing to look for. */
    static @Nullable String connectionOptions(Fields fields) {
        return fields.joined(KnownField.CONNECTION);
    }

    /** Whether a field of an answer goes on. */
    static boolean answerField(Fields fields, int i, @Nullable String connectionOptions) {
        KnownField known = fields.known(i);
        if (known != null && hopByHop(known)) {
            return false;
        }
        return connectionOptions == null || !HeadParser.hasToken(connectionOptions, fields.name(i));
    }

    /** Whether a field of a request goes on; {@code Host} and what the gateway says itself are written elsewhere. */
    static boolean requestField(Fields fields, int i, @Nullable String connectionOptions, boolean trustForwarded) {
        KnownField known = fields.known(i);
        if (known != null) {
            switch (known) {
                case HOST, EXPECT, X_REQUEST_ID, X_EVENKEEL_ATTEMPTS, X_EVENKEEL_TIMEOUT_MS -> {
                    return false;
                }
                case FORWARDED, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO -> {
                    if (!trustForwarded) {
                        return false;
                    }
                }
                default -> {
                    if (hopByHop(known)) {
                        return false;
                    }
                }
            }
        }
        return connectionOptions == null || !HeadParser.hasToken(connectionOptions, fields.name(i));
    }

    private static boolean hopByHop(KnownField field) {
        return switch (field) {
            case CONNECTION,
                    CONTENT_LENGTH,
                    HTTP2_SETTINGS,
                    KEEP_ALIVE,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHORIZATION,
                    PROXY_CONNECTION,
                    TE,
                    TRANSFER_ENCODING,
                    UPGRADE -> true;
            default -> false;
        };
    }

    /**
     * Whether a path could be understood as another one: dot segments, also encoded, and backslashes. Matching routes by
     * what was sent is only safe without them.
     */
    static boolean ambiguous(String path) {
        for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
            int end = i + 1;
            int dots = 0;
            while (dots <= 2 && end < path.length()) {
                if (path.charAt(end) == '.') {
                    end++;
                } else if (path.regionMatches(true, end, "%2e", 0, 3)) {
                    end += 3;
                } else {
                    break;
                }
                dots++;
            }
            boolean segmentEnds = end == path.length() || path.charAt(end) == '/' || path.charAt(end) == ';';
            if ((dots == 1 || dots == 2) && segmentEnds) {
                return true;
            }
        }
        return path.indexOf('\\') >= 0 || path.contains("%00");
    }
}
