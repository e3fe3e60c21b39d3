package dev.evenkeel.server.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The header or trailer fields of one message, in order, as slices of the bytes that came in. Values become strings
 * only when someone asks. Used by one thread at a time.
 */
public final class Fields {
    private static final int STRIDE = 4;

    private byte[] bytes;
    private int used;
    /** Per field: start and end of its name, start and end of its value. */
    private int[] index = new int[16 * STRIDE];

    /** Per field: what it means to the gateway, if anything. */
    private @Nullable KnownField[] meanings = new @Nullable KnownField[16];

    private int size;
    private long known;

    public Fields() {
        this(new byte[256], 0);
    }

    Fields(byte[] bytes, int used) {
        this.bytes = bytes;
        this.used = used;
    }

    /** A copy that shares nothing that changes. */
    public Fields copy() {
        var copy = new Fields(bytes.clone(), used);
        copy.index = index.clone();
        copy.meanings = meanings.clone();
        copy.size = size;
        copy.known = known;
        return copy;
    }

    public int size() {
        return size;
    }

    public boolean has(KnownField field) {
        return (known & field.bit()) != 0;
    }

    /** How often the field occurs. */
    public int count(KnownField field) {
        int count = 0;
        for (int i = 0; has(field) && i < size; i++) {
            count += is(i, field) ? 1 : 0;
        }
        return count;
    }

    /** The first value; null without one. */
    public @Nullable String get(KnownField field) {
        int i = has(field) ? find(field) : -1;
        return i < 0 ? null : value(i);
    }

    /** The first value of any name, in any case; null without one. */
    public @Nullable String get(String name) {
        for (int i = 0; i < size; i++) {
            if (named(i, name)) {
                return value(i);
            }
        }
        return null;
    }

    /** All values of any name, in any case. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < size; i++) {
            if (named(i, name)) {
                values.add(value(i));
            }
        }
        return values;
    }

    /** All values joined as RFC 9110 §5.3 allows; null without one. */
    public @Nullable String joined(String name) {
        String joined = null;
        for (int i = 0; i < size; i++) {
            if (named(i, name)) {
                joined = joined == null ? value(i) : joined + ", " + value(i);
            }
        }
        return joined;
    }

    public @Nullable String joined(KnownField field) {
        if (!has(field)) {
            return null;
        }
        String joined = null;
        for (int i = 0; i < size; i++) {
            if (is(i, field)) {
                joined = joined == null ? value(i) : joined + ", " + value(i);
            }
        }
        return joined;
    }

    public String name(int i) {
        return text(index[i * STRIDE], index[i * STRIDE + 1]);
    }

    public String value(int i) {
        return text(index[i * STRIDE + 2], index[i * STRIDE + 3]);
    }

    /** The field's special meaning; null without one. */
    public @Nullable KnownField known(int i) {
        return meanings[i];
    }

    public boolean is(int i, KnownField field) {
        return meanings[i] == field;
    }

    /** Whether the field has this name, in any case. */
    public boolean named(int i, String name) {
        int from = index[i * STRIDE];
        if (index[i * STRIDE + 1] - from != name.length()) {
            return false;
        }
        for (int k = 0; k < name.length(); k++) {
            if (Ascii.lower(bytes[from + k]) != Ascii.lower((byte) name.charAt(k))) {
                return false;
            }
        }
        return true;
    }

    public void forEach(BiConsumer<String, String> each) {
        for (int i = 0; i < size; i++) {
            each.accept(name(i), value(i));
        }
    }

    /** Appends a field; the caller vouches for name and value. */
    public void add(String name, String value) {
        int need = used + name.length() + value.length();
        if (need > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(need, bytes.length * 2));
        }
        int nameEnd = put(name, used);
        int valueEnd = put(value, nameEnd);
        append(used, nameEnd, nameEnd, valueEnd);
        used = valueEnd;
    }

    /** Removes every field of the name, in any case. */
    public void remove(String name) {
        int kept = 0;
        known = 0;
        for (int i = 0; i < size; i++) {
            if (!named(i, name)) {
                System.arraycopy(index, i * STRIDE, index, kept * STRIDE, STRIDE);
                KnownField meaning = meanings[i];
                meanings[kept] = meaning;
                known |= meaning == null ? 0 : meaning.bit();
                kept++;
            }
        }
        size = kept;
    }

    public void set(String name, String value) {
        remove(name);
        add(name, value);
    }

    void append(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if ((size + 1) * STRIDE > index.length) {
            index = Arrays.copyOf(index, index.length * 2);
            meanings = Arrays.copyOf(meanings, meanings.length * 2);
        }
        KnownField field = KnownField.find(bytes, nameStart, nameEnd);
        int at = size * STRIDE;
        index[at] = nameStart;
        index[at + 1] = nameEnd;
        index[at + 2] = valueStart;
        index[at + 3] = valueEnd;
        meanings[size] = field;
        known |= field == null ? 0 : field.bit();
        size++;
    }

    /** The value of a field that was recognised as numeric; −1 when it is not only digits or above 18 of them. */
    long digits(int i) {
        int from = index[i * STRIDE + 2];
        int to = index[i * STRIDE + 3];
        if (to == from || to - from > 18) {
            return -1;
        }
        long value = 0;
        for (int k = from; k < to; k++) {
            if (bytes[k] < '0' || bytes[k] > '9') {
                return -1;
            }
            value = value * 10 + (bytes[k] - '0');
        }
        return value;
    }

    boolean valueIs(int i, String text) {
        int from = index[i * STRIDE + 2];
        if (index[i * STRIDE + 3] - from != text.length()) {
            return false;
        }
        for (int k = 0; k < text.length(); k++) {
            if (Ascii.lower(bytes[from + k]) != text.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    int find(KnownField field) {
        for (int i = 0; i < size; i++) {
            if (is(i, field)) {
                return i;
            }
        }
        return -1;
    }

    void writeTo(Output out, int i) {
        int at = i * STRIDE;
        out.slice(bytes, index[at], index[at + 1])
                .colon()
                .slice(bytes, index[at + 2], index[at + 3])
                .crlf();
    }

    private int put(String text, int at) {
        for (int i = 0; i < text.length(); i++) {
            bytes[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        forEach((name, value) -> text.append(name.toLowerCase(Locale.ROOT)).append(": …\n"));
        return text.toString();
    }
}
