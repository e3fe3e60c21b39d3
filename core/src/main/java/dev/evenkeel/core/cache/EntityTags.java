package dev.evenkeel.core.cache;

/** Comparison of entity tags (RFC 9110 §8.8.3.2). */
final class EntityTags {
    private EntityTags() {}

    /** Whether they are the same but for weakness. */
    static boolean weakMatch(String one, String other) {
        return opaque(one).equals(opaque(other));
    }

    /** Whether {@code If-None-Match} names the tag, or any. */
    static boolean listed(String ifNoneMatch, String etag) {
        String wanted = opaque(etag);
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= ifNoneMatch.length(); i++) {
            boolean end = i == ifNoneMatch.length();
            if (!end && ifNoneMatch.charAt(i) == '"') {
                quoted = !quoted;
            }
            if (end || (ifNoneMatch.charAt(i) == ',' && !quoted)) {
                String member = ifNoneMatch.substring(start, i).strip();
                if (member.equals("*") || opaque(member).equals(wanted)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    private static String opaque(String tag) {
        String trimmed = tag.strip();
        return trimmed.startsWith("W/") ? trimmed.substring(2) : trimmed;
    }
}
