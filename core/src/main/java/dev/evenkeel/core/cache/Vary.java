package dev.evenkeel.core.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Which request fields select among the responses stored for a URL (RFC 9111 §4.1). Immutable.
 *
 * @param names in lower case, sorted, each once; irrelevant when {@code any}
 * @param any {@code Vary: *}: no request ever matches
 */
public record Vary(List<String> names, boolean any) {
    public static final Vary NONE = new Vary(List.of(), false);
    private static final Vary ANY = new Vary(List.of(), true);

    public Vary {
        names = List.copyOf(names);
    }

    /** The {@code Vary} of a response. */
    public static Vary of(Fields response) {
        if (!response.contains("Vary")) {
            return NONE;
        }
        TreeSet<String> names = new TreeSet<>();
        for (String line : response.all("Vary")) {
            for (String name : line.split(",")) {
                String trimmed = name.strip();
                if (trimmed.equals("*")) {
                    return ANY;
                }
                if (!trimmed.isEmpty()) {
                    names.add(trimmed.toLowerCase(Locale.ROOT));
                }
            }
        }
        return new Vary(new ArrayList<>(names), false);
    }

    /**
     * What the named fields of a request amount to: two requests match when this text is equal. Lines of one field are
     * joined, and white space around them dropped; a missing field differs from an empty one.
     */
    public String key(Fields request) {
        if (names.isEmpty()) {
            return "";
        }
        StringBuilder key = new StringBuilder();
        for (String name : names) {
            key.append(name);
            // Line breaks can't be part of a name or value.
            char separator = '\n';
            for (String line : request.all(name)) {
                key.append(separator);
                appendMember(key, line);
                separator = ',';
            }
            key.append("\n\n");
        }
        return key.toString();
    }

    /** Drops the optional white space around commas, unless the value has a quoted string. */
    private static void appendMember(StringBuilder key, String line) {
        String value = line.strip();
        if (value.indexOf(',') < 0 || value.indexOf('"') >= 0) {
            key.append(value);
            return;
        }
        char separator = 0;
        for (String member : value.split(",", -1)) {
            if (separator != 0) {
                key.append(separator);
            }
            key.append(member.strip());
            separator = ',';
        }
    }
}
