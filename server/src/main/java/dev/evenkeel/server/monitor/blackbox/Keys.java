package dev.evenkeel.server.monitor.blackbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the keys of one mapping of a module file, and finds those that nobody asked for. */
final class Keys {
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s)");

    private final String path;
    private final Map<?, ?> map;
    private final Set<String> asked = new HashSet<>();

    private Keys(String path, Map<?, ?> map) {
        this.path = path;
        this.map = map;
    }

    /** @throws ModuleException when it is no mapping */
    static Keys of(String path, @Nullable Object value) throws ModuleException {
        if (value == null) {
            return new Keys(path, Map.of());
        }
        if (value instanceof Map<?, ?> map) {
            return new Keys(path, map);
        }
        throw new ModuleException(path + ": a mapping goes here");
    }

    Set<?> names() {
        return map.keySet();
    }

    @Nullable
    Object value(String key) {
        asked.add(key);
        return map.get(key);
    }

    boolean has(String key) {
        return value(key) != null;
    }

    Keys section(String key) throws ModuleException {
        return of(path + "." + key, value(key));
    }

    String text(String key, String fallback) {
        Object value = value(key);
        return value == null ? fallback : textOf(value);
    }

    @Nullable
    String text(String key) {
        Object value = value(key);
        return value == null ? null : textOf(value);
    }

    boolean bool(String key, boolean fallback) throws ModuleException {
        Object value = value(key);
        if (value == null || value instanceof Boolean) {
            return value == null ? fallback : (Boolean) value;
        }
        throw new ModuleException(path + "." + key + ": write true or false");
    }

    List<?> list(String key) throws ModuleException {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new ModuleException(path + "." + key + ": a list goes here");
    }

    List<String> texts(String key) throws ModuleException {
        return list(key).stream().map(Keys::textOf).toList();
    }

    List<Pattern> patterns(String key) throws ModuleException {
        var patterns = new ArrayList<Pattern>();
        for (String text : texts(key)) {
            patterns.add(pattern(path + "." + key, text));
        }
        return List.copyOf(patterns);
    }

    @Nullable
    Pattern pattern(String key) throws ModuleException {
        String text = text(key);
        return text == null ? null : pattern(path + "." + key, text);
    }

    /** As Go writes them: {@code 1m30s}, {@code 1.5s}. */
    Duration duration(String key, Duration fallback) throws ModuleException {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        Matcher part = DURATION_PART.matcher(text);
        long nanos = 0;
        int at = 0;
        while (part.find() && part.start() == at) {
            double unit = switch (part.group(2)) {
                case "h" -> 3600e9;
                case "m" -> 60e9;
                case "s" -> 1e9;
                default -> 1e6;
            };
            nanos += Math.round(Double.parseDouble(part.group(1)) * unit);
            at = part.end();
        }
        if (at == 0 || at != text.length()) {
            throw new ModuleException(path + "." + key + ": " + text + " is no duration; write it as in 5s");
        }
        return Duration.ofNanos(nanos);
    }

    /** @throws ModuleException when there is a key that nobody asked for */
    void end() throws ModuleException {
        for (Object name : map.keySet()) {
            if (!asked.contains(String.valueOf(name))) {
                throw new ModuleException(path + "." + name + ": unknown key");
            }
        }
    }

    String path() {
        return path;
    }

    private static Pattern pattern(String path, String text) throws ModuleException {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new ModuleException(path + ": " + text + " is no regular expression: " + e.getDescription());
        }
    }

    /** Bytes ({@code !!binary}) become characters of the same numbers. */
    private static String textOf(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : value.toString();
    }
}
