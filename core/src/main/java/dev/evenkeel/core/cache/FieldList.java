package dev.evenkeel.core.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Header fields kept in their order, as they are stored with a response. Immutable. */
public final class FieldList implements StoredResponse.FieldSource {
    public static final FieldList EMPTY = new FieldList(new String[0]);

    /** Name, value, name, value, … */
    private final String[] lines;

    private FieldList(String[] lines) {
        this.lines = lines;
    }

    /**
     * @param lines name, value, name, value, …
     * @throws IllegalArgumentException when a value is missing
     */
    public static FieldList of(String... lines) {
        if (lines.length % 2 != 0) {
            throw new IllegalArgumentException("fields come in pairs of name and value, but there are " + lines.length
                    + " texts; add the value of " + lines[lines.length - 1]);
        }
        return new FieldList(lines.clone());
    }

    @Override
    public @Nullable String first(String name) {
        for (int i = 0; i < lines.length; i += 2) {
            if (lines[i].equalsIgnoreCase(name)) {
                return lines[i + 1];
            }
        }
        return null;
    }

    @Override
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < lines.length; i += 2) {
            if (lines[i].equalsIgnoreCase(name)) {
                values.add(lines[i + 1]);
            }
        }
        return values;
    }

    /** The number of lines. */
    public int size() {
        return lines.length / 2;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> line) {
        for (int i = 0; i < lines.length; i += 2) {
            line.accept(lines[i], lines[i + 1]);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldList that && Arrays.equals(lines, that.lines);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lines);
    }

    @Override
    public String toString() {
        return Arrays.toString(lines);
    }
}
