package dev.evenkeel.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A mapping in an OpenSLO document; what isn't there is empty. */
final class OpenSloObject {
    private static final Pattern SHORTHAND = Pattern.compile("([1-9]\\d{0,5})([mhdwMQY])");

    private final OpenSloDocuments documents;
    private final String path;
    private final Map<?, ?> fields;

    /** @param path for messages: file, kind, name and keys */
    OpenSloObject(OpenSloDocuments documents, String path, @Nullable Object value) {
        this.documents = documents;
        this.path = path;
        this.fields = value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** That of its metadata. */
    String name() {
        String name = child("metadata").text("name");
        return name == null ? "unnamed" : name;
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    OpenSloObject child(String key) {
        return new OpenSloObject(documents, path + "." + key, fields.get(key));
    }

    /** The mappings of a list; anything else in it is a mistake. */
    List<OpenSloObject> children(String key) {
        List<OpenSloObject> children = new ArrayList<>();
        if (fields.get(key) instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?>) {
                    children.add(new OpenSloObject(documents, path + "." + key + "[" + children.size() + "]", item));
                } else {
                    mistake(key, "each item must be a mapping");
                }
            }
        } else if (fields.get(key) != null) {
            mistake(key, "must be a list");
        }
        return children;
    }

    /** A text, a number or true and false, as text. */
    @Nullable
    String text(String key) {
        Object value = fields.get(key);
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            mistake(key, "must be one value");
            return null;
        }
        return value == null ? null : String.valueOf(value);
    }

    /** A duration in OpenSLO's shorthand; months, quarters and years are taken as 30, 90 and 365 days. */
    @Nullable
    Duration duration(String key, @Nullable Duration fallback) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        Matcher matcher = SHORTHAND.matcher(text);
        if (!matcher.matches()) {
            mistake(key, "\"" + text + "\" is no duration: write a number and one of m, h, d, w, M, Q, Y, as in 4w");
            return null;
        }
        long count = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        switch (unit) {
            case "M", "Q", "Y" -> warning(key, text + " is taken as " + days(unit) * count + " days");
            default -> {}
        }
        return switch (unit) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count * days(unit));
        };
    }

    /**
     * The length of a window that follows the calendar. None of those is minutes long, so {@code 1m}, which published
     * examples have for a month, is one.
     */
    @Nullable
    Duration calendarDuration(String key) {
        String text = text(key);
        if (text != null && text.matches("([1-9]|1[0-2])m")) {
            int months = Integer.parseInt(text.substring(0, text.length() - 1));
            warning(
                    key,
                    text + " is minutes, of which no calendar has windows: taken as " + months + "M, "
                            + days("M") * months + " days");
            return Duration.ofDays((long) days("M") * months);
        }
        return duration(key, null);
    }

    /** What else there is, is passed over with a warning. */
    void expect(String... keys) {
        Set<String> known = Set.of(keys);
        for (Object key : fields.keySet()) {
            String text = String.valueOf(key);
            if (!known.contains(text)) {
                String near = DidYouMean.nearest(text, known)
                        .map(nearest -> ", did you mean " + nearest + "?")
                        .orElse("");
                warning(text, "is not known here and passed over" + near);
            }
        }
    }

    private static int days(String unit) {
        return switch (unit) {
            case "w" -> 7;
            case "M" -> 30;
            case "Q" -> 90;
            case "Y" -> 365;
            default -> 1;
        };
    }

    void mistake(String key, String message) {
        documents.mistake(at(key) + ": " + message);
    }

    void warning(String key, String message) {
        documents.warning(at(key) + ": " + message);
    }

    private String at(String key) {
        return key.isEmpty() ? path : path + "." + key;
    }
}
