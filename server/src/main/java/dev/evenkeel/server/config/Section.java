package dev.evenkeel.server.config;

import dev.evenkeel.server.config.Value.Field;
import dev.evenkeel.server.config.Value.Fields;
import dev.evenkeel.server.config.Value.Items;
import dev.evenkeel.server.config.Value.Scalar;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the keys of one mapping of the configuration.
 *
 * <p>Nothing here throws for what a user wrote: a value that can't be used is noted with its place, and the default is
 * returned so that the reading goes on and finds the rest. Keys that nobody asked for are unknown keys. A key set to
 * {@code null} counts as not set.
 */
public final class Section {
    private final Reading reading;
    private final String path;
    private final Fields fields;
    private final Place place;
    private final Map<String, Section> asked = new LinkedHashMap<>();

    /** @param place where its key is written, or that of the section around it */
    Section(Reading reading, String path, Fields fields, Place place) {
        this.reading = reading;
        this.path = path;
        this.fields = fields;
        this.place = place;
    }

    /** The mapping under a key; empty when it isn't there. */
    public Section section(String key) {
        Field field = fields.fields().get(key);
        Place where = field == null ? place : field.keyPlace();
        Fields inner = new Fields(Map.of(), where);
        if (field != null && field.value() instanceof Fields written) {
            inner = written;
        } else if (field != null && !isEmpty(field.value())) {
            reading.problems()
                    .add(field.value().place(), pathOf(key) + ": a section with keys of its own goes here, indented");
        }
        var section = new Section(reading, pathOf(key), inner, where);
        asked.put(key, section);
        return section;
    }

    /** The mappings of a list under a key, in order; empty when it isn't there. */
    public List<Section> sections(String key) {
        asked.put(key, this);
        Field field = fields.fields().get(key);
        if (field == null || isEmpty(field.value())) {
            return List.of();
        }
        var sections = new ArrayList<Section>();
        if (field.value() instanceof Items(List<Value> items, Place _)) {
            for (Value item : items) {
                String itemPath = pathOf(key) + "[" + sections.size() + "]";
                if (item instanceof Fields written) {
                    sections.add(new Section(reading, itemPath, written, written.place()));
                } else {
                    reading.problems().add(item.place(), itemPath + ": a section with keys of its own goes here");
                }
            }
        } else {
            reading.problems().add(field.value().place(), pathOf(key) + ": a list goes here, each line with a dash");
        }
        for (Section section : sections) {
            asked.put(section.path.substring(section.path.lastIndexOf('.') + 1), section);
        }
        return sections;
    }

    /** A text that is not empty. */
    public String text(String key, String fallback) {
        return read(key, "text", Kind.of(Parsers::text, YamlText::text), fallback);
    }

    /** A text that is masked wherever it would be shown. */
    public Optional<Secret> secret(String key) {
        return optional(key, "text, secret", Kind.of(value -> new Secret(Parsers.text(value)), Secret::toString));
    }

    public boolean bool(String key, boolean fallback) {
        return read(key, "true or false", Kind.of(Parsers::bool, String::valueOf), fallback);
    }

    /** @param min the smallest value allowed, {@code max} the largest */
    public int integer(String key, int fallback, int min, int max) {
        String type = "whole number, " + min + " to " + max;
        return read(key, type, Kind.of(value -> Parsers.integer(value, min, max), String::valueOf), fallback);
    }

    /** A number that may have a fraction. */
    public double decimal(String key, double fallback, double min, double max) {
        String type = "number, " + min + " to " + max;
        return read(key, type, Kind.of(value -> Parsers.decimal(value, min, max), String::valueOf), fallback);
    }

    /** @param min the shortest value allowed, {@code max} the longest */
    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        String type = "duration, " + Durations.format(min) + " to " + Durations.format(max);
        return read(key, type, Kind.of(value -> Parsers.duration(value, min, max), Durations::format), fallback);
    }

    /** A number of bytes. */
    public long size(String key, long fallback, long min, long max) {
        String type = "size, " + Sizes.format(min) + " to " + Sizes.format(max);
        return read(key, type, Kind.of(value -> Parsers.size(value, min, max), Sizes::format), fallback);
    }

    /** An {@code http} or {@code https} address without a slash at the end. */
    public Optional<URI> url(String key) {
        return optional(key, "URL", Kind.of(Parsers::url, url -> YamlText.text(url.toString())));
    }

    /** Addresses as in {@link #url}, as a list or one text with commas. */
    public List<URI> urls(String key) {
        return read(
                key,
                "list of URLs",
                Kind.tree(
                        Parsers::urls,
                        urls -> YamlText.list(urls.stream().map(URI::toString).toList())),
                List.of());
    }

    /** Free keys with a text each that is masked wherever it would be shown. */
    public Map<String, Secret> secrets(String key) {
        return read(
                key,
                "mapping of texts, secret",
                Kind.tree(Parsers::secrets, masked -> masked.isEmpty() ? "{}" : "***"),
                Map.of());
    }

    /** A file or folder, relative to the working directory. */
    public Path path(String key, Path fallback) {
        return read(key, "path", Kind.of(Parsers::path, file -> YamlText.text(file.toString())), fallback);
    }

    /** One constant of an enum, written as its text form. */
    public <E extends Enum<E>> E oneOf(String key, E fallback) {
        Set<E> all = EnumSet.allOf(fallback.getDeclaringClass());
        String type = "one of " + YamlText.words(all);
        return read(key, type, Kind.of(value -> Parsers.oneOf(value, all), E::toString), fallback);
    }

    /** At least one constant of an enum, each once, as a list or a text with commas. */
    public <E extends Enum<E>> Set<E> anyOf(String key, Set<E> fallback) {
        Set<E> all = EnumSet.allOf(fallback.iterator().next().getDeclaringClass());
        String type = "list of " + YamlText.words(all);
        return read(key, type, Kind.tree(value -> Parsers.anyOf(value, all), YamlText::list), fallback);
    }

    /** Texts, as a list or one text with commas. */
    public List<String> list(String key, List<String> fallback) {
        return read(key, "list of texts", Kind.tree(Parsers::list, YamlText::list), fallback);
    }

    /** Texts, one an item of a list; a single text is one of them, commas and all. */
    public List<String> texts(String key) {
        return read(key, "list of texts", Kind.tree(Parsers::texts, YamlText::list), List.of());
    }

    /** Free keys with a text each. */
    public Map<String, String> map(String key) {
        return read(key, "mapping of texts", Kind.tree(Parsers::map, YamlText::map), Map.of());
    }

    /** Notes that the value of a key doesn't go with the rest, where it was written or else where the section is. */
    public void reject(String key, String message) {
        Place where = find(key).map(field -> field.value().place()).orElse(place);
        reading.problems().add(where, pathOf(key) + ": " + message);
    }

    /** Whether the file, the environment or an option sets the key. */
    public boolean has(String key) {
        return find(key).filter(field -> !isEmpty(field.value())).isPresent();
    }

    /** The keys that the file or an option sets, in their order. */
    public List<String> keys() {
        return List.copyOf(fields.fields().keySet());
    }

    void reportUnknown() {
        fields.fields().forEach((key, field) -> {
            if (!asked.containsKey(key)) {
                reading.problems().add(field.keyPlace(), pathOf(key) + ": unknown key, " + hint(key));
            }
        });
        asked.values().stream().filter(section -> section != this).forEach(Section::reportUnknown);
    }

    private String hint(String key) {
        List<String> elsewhere = reading.settings().stream()
                .map(Setting::path)
                .filter(known -> known.endsWith("." + key))
                .toList();
        return elsewhere.stream()
                .filter(known -> known.startsWith(path))
                .findFirst()
                .or(() -> DidYouMean.nearest(key, asked.keySet()))
                .or(() -> elsewhere.stream().findFirst())
                .map(near -> "did you mean " + near + "?")
                .orElse("known are " + String.join(", ", asked.keySet()));
    }

    private <T> Optional<T> optional(String key, String type, Kind<T> kind) {
        Kind<Optional<T>> optional = new Kind<>(
                value -> Optional.of(kind.parser().parse(value)),
                shown -> shown.map(kind.show()).orElse("none"));
        return read(key, type, optional, Optional.empty());
    }

    private <T> T read(String key, String type, Kind<T> kind, T fallback) {
        asked.put(key, this);
        Field field = find(key).orElse(null);
        T value = fallback;
        boolean given = false;
        if (field != null && !isNull(field.value())) {
            try {
                value = kind.parser().parse(field.value());
                given = true;
            } catch (Wrong e) {
                Place where = e.place().orElse(field.value().place());
                reading.problems().add(where, pathOf(key) + ": " + e.remedy());
            }
        }
        boolean masked = given && field != null && YamlText.holdsVariable(field.value());
        String shown = masked ? "***" : kind.show().apply(value);
        reading.settings().add(new Setting(pathOf(key), type, kind.show().apply(fallback), shown, given));
        return value;
    }

    private Optional<Field> find(String key) {
        Optional<Scalar> variable = reading.environment().find(pathOf(key));
        Optional<Field> written = Optional.ofNullable(fields.fields().get(key));
        return written.filter(field -> field.value().place().layer() == Place.Layer.OPTION)
                .or(() -> variable.map(scalar -> new Field(scalar.place(), scalar)))
                .or(() -> written)
                .or(() -> reading.environment().standard(pathOf(key)).map(value -> new Field(value.place(), value)));
    }

    private static boolean isNull(Value value) {
        return value instanceof Scalar scalar && scalar.isNull();
    }

    private static boolean isEmpty(Value value) {
        return value instanceof Scalar scalar && (scalar.isNull() || scalar.isBlank());
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
