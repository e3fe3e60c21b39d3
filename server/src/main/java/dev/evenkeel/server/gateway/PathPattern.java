package dev.evenkeel.server.gateway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path that is exact, has {@code {parameters}} for whole segments, or ends in {@code /**} for everything below.
 * Segments are compared as they were sent, without decoding.
 */
final class PathPattern {
    private final String text;
    /** A literal segment, or null for a parameter. */
    private final List<@Nullable String> segments = new ArrayList<>();

    private final List<String> parameters = new ArrayList<>();
    private final boolean rest;
    private final boolean exact;

    PathPattern(String text) {
        this.text = text;
        this.rest = text.endsWith("/**");
        String fixed = rest ? text.substring(0, text.length() - 3) : text;
        if (!fixed.isEmpty()) {
            for (String segment : fixed.substring(1).split("/", -1)) {
                boolean parameter = segment.startsWith("{") && segment.endsWith("}");
                segments.add(parameter ? null : segment);
                if (parameter) {
                    parameters.add(segment.substring(1, segment.length() - 1));
                }
            }
        }
        this.exact = !rest && parameters.isEmpty();
    }

    List<String> parameters() {
        return parameters;
    }

    /** Which parameter a name stands for; −1 for none. */
    int indexOf(String parameter) {
        return parameters.indexOf(parameter);
    }

    /**
     * Matches a path without query.
     *
     * @return the parameters in order, and what {@code /**} stands for, with its slash, as the last; null when it
     *     doesn't match
     */
    String @Nullable [] match(String path) {
        if (exact) {
            return path.equals(text) ? new String[0] : null;
        }
        String[] captured = new String[parameters.size() + (rest ? 1 : 0)];
        int at = 0;
        int parameter = 0;
        for (String segment : segments) {
            if (at >= path.length() || path.charAt(at) != '/') {
                return null;
            }
            int end = path.indexOf('/', at + 1);
            end = end < 0 ? path.length() : end;
            int length = end - at - 1;
            if (segment == null) {
                if (length == 0) {
                    return null;
                }
                captured[parameter++] = path.substring(at + 1, end);
            } else if (length != segment.length() || !path.startsWith(segment, at + 1)) {
                return null;
            }
            at = end;
        }
        if (rest) {
            captured[parameter] = path.substring(at);
            return captured;
        }
        return at == path.length() ? captured : null;
    }
}
