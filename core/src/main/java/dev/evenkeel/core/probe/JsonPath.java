package dev.evenkeel.core.probe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Picks values out of a JSON document: names, indices (from the end when negative), slices, wildcards and descendants
 * of RFC 9535, and {@code length()} at the end for the number of items, members or characters. Without filters.
 */
record JsonPath(List<Step> steps) {

    /** From some values to those beneath. */
    sealed interface Step {
        void into(@Nullable Object value, List<@Nullable Object> found);
    }

    record Name(String name) implements Step {
        @Override
        public void into(@Nullable Object value, List<@Nullable Object> found) {
            if (value instanceof Map<?, ?> object && object.containsKey(name)) {
                found.add(object.get(name));
            }
        }
    }

    record Index(int index) implements Step {
        @Override
        public void into(@Nullable Object value, List<@Nullable Object> found) {
            if (value instanceof List<?> array) {
                int at = index < 0 ? array.size() + index : index;
                if (at >= 0 && at < array.size()) {
                    found.add(array.get(at));
                }
            }
        }
    }

    /** @param to exclusive; null: to the end */
    record Slice(int from, @Nullable Integer to) implements Step {
        @Override
        public void into(@Nullable Object value, List<@Nullable Object> found) {
            if (value instanceof List<?> array) {
                int size = array.size();
                int first = clamp(from, size);
                int last = to == null ? size : clamp(to, size);
                for (int i = first; i < last; i++) {
                    found.add(array.get(i));
                }
            }
        }

        private static int clamp(int index, int size) {
            return Math.clamp(index < 0 ? (long) size + index : index, 0, size);
        }
    }

    record Every() implements Step {
        @Override
        public void into(@Nullable Object value, List<@Nullable Object> found) {
            found.addAll(children(value));
        }
    }

    /** The step that follows, at every depth. */
    record Descendants() implements Step {
        @Override
        public void into(@Nullable Object value, List<@Nullable Object> found) {
            found.add(value);
            for (Object child : children(value)) {
                into(child, found);
            }
        }
    }

    record Length() implements Step {
        @Override
        public void into(@Nullable Object value, List<@Nullable Object> found) {
            switch (value) {
                case List<?> array -> found.add(array.size());
                case Map<?, ?> object -> found.add(object.size());
                case String text -> found.add(text.codePointCount(0, text.length()));
                case null, default -> {}
            }
        }
    }

    /** What it picks, in document order. */
    List<@Nullable Object> find(@Nullable Object document) {
        List<@Nullable Object> values = Collections.singletonList(document);
        for (Step step : steps) {
            var found = new ArrayList<@Nullable Object>();
            for (Object value : values) {
                step.into(value, found);
            }
            values = found;
        }
        return values;
    }

    /** Reads what follows the word {@code json}, up to the first character that can't belong to it. */
    static JsonPath parse(Cursor cursor) throws ConditionException {
        var steps = new ArrayList<Step>();
        cursor.take(".$");
        while (cursor.peek() == '.' || cursor.peek() == '[') {
            if (cursor.take("..")) {
                steps.add(new Descendants());
                if (cursor.peek() != '[') {
                    steps.add(member(cursor));
                }
            } else if (cursor.take(".")) {
                steps.add(member(cursor));
            } else {
                steps.add(bracket(cursor));
            }
            if (steps.getLast() instanceof Length) {
                break;
            }
        }
        return new JsonPath(List.copyOf(steps));
    }

    private static Step member(Cursor cursor) throws ConditionException {
        if (cursor.take("*")) {
            return new Every();
        }
        if (cursor.take("length()")) {
            return new Length();
        }
        String name = cursor.takeWhile(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$');
        if (name.isEmpty()) {
            throw cursor.fail("a name goes here, as in json.status; other characters go in brackets: json[\"a b\"]");
        }
        return new Name(name);
    }

    private static Step bracket(Cursor cursor) throws ConditionException {
        int start = cursor.position();
        cursor.next();
        Step step;
        char first = cursor.peek();
        if (first == '"' || first == '\'') {
            step = new Name(cursor.quoted());
        } else if (cursor.take("*")) {
            step = new Every();
        } else if (first == '?' || first == '(') {
            throw cursor.fail("filters are not supported; pick by name or index, and compare with ==");
        } else {
            step = indexOrSlice(cursor);
        }
        if (!cursor.take("]")) {
            throw cursor.fail(cursor.atEnd() ? start : cursor.position(), "a closing ] belongs to this bracket");
        }
        return step;
    }

    private static Step indexOrSlice(Cursor cursor) throws ConditionException {
        boolean open = cursor.peek() == ':';
        int from = open ? 0 : index(cursor);
        if (!cursor.take(":")) {
            return new Index(from);
        }
        return new Slice(from, cursor.peek() == ']' ? null : index(cursor));
    }

    private static int index(Cursor cursor) throws ConditionException {
        int start = cursor.position();
        String digits = (cursor.take("-") ? "-" : "") + cursor.takeWhile(Character::isDigit);
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw cursor.fail(start, "an index, a slice as in 0:2, * or a name in quotes goes here");
        }
    }

    private static List<? extends @Nullable Object> children(@Nullable Object value) {
        return switch (value) {
            case List<?> array -> array;
            case Map<?, ?> object -> new ArrayList<@Nullable Object>(object.values());
            case null, default -> List.of();
        };
    }
}
