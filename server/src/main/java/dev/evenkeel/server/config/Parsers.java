package dev.evenkeel.server.config;

import dev.evenkeel.server.config.Value.Fields;
import dev.evenkeel.server.config.Value.Items;
import dev.evenkeel.server.config.Value.Scalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From what was written to a value of a type, or what would be right. */
final class Parsers {
    private Parsers() {}

    static Scalar scalar(Value value) throws Wrong {
        return switch (value) {
            case Scalar scalar when scalar.isBlank() -> throw new Wrong("has no value: write one, or delete the line");
            case Scalar scalar -> scalar;
            case Items _ -> throw new Wrong(value.place(), "a list can't stand here: write one value");
            case Fields _ -> throw new Wrong(value.place(), "a mapping can't stand here: write one value");
        };
    }

    static String text(Scalar scalar) throws Wrong {
        if (scalar.text().isBlank()) {
            throw new Wrong("must not be empty: write a value, or delete the line");
        }
        return scalar.text();
    }

    static boolean bool(Scalar scalar) throws Wrong {
        return switch (scalar.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Wrong(scalar.shown() + " is neither true nor false");
        };
    }

    static int integer(Scalar scalar, int min, int max) throws Wrong {
        if (!scalar.text().matches("[+-]?\\d+")) {
            throw new Wrong(scalar.shown() + " is not a whole number: write one from " + min + " to " + max);
        }
        try {
            int value = Integer.parseInt(scalar.text());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Too long for an int, so out of any range as well.
        }
        throw new Wrong(scalar.shown() + " is out of range: write a whole number from " + min + " to " + max);
    }

    static double decimal(Scalar scalar, double min, double max) throws Wrong {
        try {
            double value = Double.parseDouble(scalar.text());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new Wrong(scalar.shown() + " is not a number: write one from " + min + " to " + max);
        }
        throw new Wrong(scalar.shown() + " is out of range: write a number from " + min + " to " + max);
    }

    static Duration duration(Scalar scalar, Duration min, Duration max) throws Wrong {
        Duration value = Durations.parse(scalar);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new Wrong(scalar.shown() + " is out of range: write a duration from " + Durations.format(min) + " to "
                    + Durations.format(max));
        }
        return value;
    }

    static long size(Scalar scalar, long min, long max) throws Wrong {
        long value = Sizes.parse(scalar);
        if (value < min || value > max) {
            throw new Wrong(scalar.shown() + " is out of range: write a size from " + Sizes.format(min) + " to "
                    + Sizes.format(max));
        }
        return value;
    }

    static URI url(Scalar scalar) throws Wrong {
        String right = " is not an address that can be asked: write it as in http://registry:8080";
        URI url;
        try {
            url = new URI(scalar.text().replaceAll("/+$", ""));
        } catch (URISyntaxException e) {
            throw new Wrong(scalar.shown() + right);
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getPort() == 0 || url.getPort() > 65_535) {
            throw new Wrong(scalar.shown() + right);
        }
        if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
            throw new Wrong("an address with a login, a ? or a # in it: write only scheme, host, port and path");
        }
        return url;
    }

    static List<URI> urls(Value value) throws Wrong {
        List<URI> urls = new ArrayList<>();
        for (Scalar item : items(value)) {
            try {
                urls.add(url(item));
            } catch (Wrong e) {
                throw new Wrong(item.place(), e.remedy());
            }
        }
        if (urls.isEmpty()) {
            throw new Wrong("must not be empty: write at least one address, as in [http://127.0.0.1:8000]");
        }
        return List.copyOf(urls);
    }

    static Map<String, Secret> secrets(Value value) throws Wrong {
        var secrets = new LinkedHashMap<String, Secret>();
        map(value).forEach((key, text) -> secrets.put(key, new Secret(text)));
        return Map.copyOf(secrets);
    }

    static Path path(Scalar scalar) throws Wrong {
        try {
            return Path.of(text(scalar));
        } catch (InvalidPathException e) {
            throw new Wrong(scalar.shown() + " can't be the name of a file: " + e.getReason());
        }
    }

    static <E extends Enum<E>> E oneOf(Scalar scalar, Set<E> all) throws Wrong {
        for (E constant : all) {
            if (constant.toString().equals(scalar.text())) {
                return constant;
            }
        }
        List<String> words = all.stream().map(E::toString).toList();
        String hint = DidYouMean.nearest(scalar.text(), words)
                .map(near -> ", did you mean " + near + "?")
                .orElse(": write one of " + String.join(", ", words));
        throw new Wrong(scalar.place(), scalar.shown() + " is not known" + hint);
    }

    static <E extends Enum<E>> Set<E> anyOf(Value value, Set<E> all) throws Wrong {
        var chosen = EnumSet.copyOf(all);
        chosen.clear();
        for (Scalar item : items(value)) {
            if (!chosen.add(oneOf(item, all))) {
                throw new Wrong(item.place(), item.shown() + " is there twice: write it once");
            }
        }
        if (chosen.isEmpty()) {
            throw new Wrong("must not be empty: write at least one of "
                    + String.join(", ", all.stream().map(E::toString).toList()));
        }
        return Collections.unmodifiableSet(chosen);
    }

    static List<String> list(Value value) throws Wrong {
        List<String> texts = new ArrayList<>();
        for (Scalar item : items(value)) {
            texts.add(text(item));
        }
        return List.copyOf(texts);
    }

    static List<String> texts(Value value) throws Wrong {
        return value instanceof Scalar single ? List.of(text(single)) : list(value);
    }

    static Map<String, String> map(Value value) throws Wrong {
        if (!(value instanceof Fields fields)) {
            throw new Wrong("a mapping goes here: write key: value lines, indented");
        }
        var map = new LinkedHashMap<String, String>();
        for (var entry : fields.fields().entrySet()) {
            try {
                map.put(entry.getKey(), scalar(entry.getValue().value()).text());
            } catch (Wrong e) {
                throw new Wrong(entry.getValue().value().place(), entry.getKey() + ": " + e.remedy());
            }
        }
        return Map.copyOf(map);
    }

    private static List<Scalar> items(Value value) throws Wrong {
        List<Scalar> scalars = new ArrayList<>();
        switch (value) {
            case Scalar text when text.isBlank() -> throw new Wrong("has no value: write a list, or delete the line");
            case Scalar text -> {
                for (String part : text.text().split(",", -1)) {
                    scalars.add(new Scalar(part.strip(), text.plain(), text.template(), text.place()));
                }
            }
            case Items list -> {
                for (Value item : list.items()) {
                    scalars.add(scalar(item));
                }
            }
            case Fields _ -> throw new Wrong("a list goes here: write it as in [a, b]");
        }
        return scalars;
    }
}
