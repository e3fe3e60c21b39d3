package dev.evenkeel.server.platform.contract;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What the caller may have meant by a name that doesn't exist. */
public final class Suggestion {
    private Suggestion() {}

    /** A message about an unknown name: the likely one, or all that are known. */
    public static String unknown(String kind, String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "unknown " + kind + "; none are known here";
        }
        return nearest(name, known)
                .map(near -> "unknown " + kind + "; did you mean " + near + "?")
                .orElseGet(() -> "unknown " + kind + "; known are " + String.join(", ", known));
    }

    /** The known name that is at most a third of its letters away. */
    static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > 100) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> distance(name, candidate) * 3 <= candidate.length())
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    /** Levenshtein's, without regard to case, dashes and underscores. */
    private static int distance(String left, String right) {
        String a = plain(left);
        String b = plain(right);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }
}
