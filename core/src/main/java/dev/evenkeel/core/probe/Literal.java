package dev.evenkeel.core.probe;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands on the right of a comparison. */
sealed interface Literal {
    /** Whether a value of an answer equals it. */
    boolean matches(@Nullable Object value);

    /** How a value compares with it, as {@link Comparable} says; empty when the two can't be compared. */
    default OptionalInt compare(@Nullable Object value) {
        return OptionalInt.empty();
    }

    /** For error messages: {@code a number}. */
    String kind();

    record Numeric(BigDecimal number) implements Literal {
        @Override
        public boolean matches(@Nullable Object value) {
            return compare(value).orElse(1) == 0;
        }

        @Override
        public OptionalInt compare(@Nullable Object value) {
            if (!(value instanceof Number || value instanceof String)) {
                return OptionalInt.empty();
            }
            try {
                return OptionalInt.of(new BigDecimal(value.toString().strip()).compareTo(number));
            } catch (NumberFormatException e) {
                return OptionalInt.empty();
            }
        }

        @Override
        public String kind() {
            return "a number";
        }
    }

    record Time(Duration duration) implements Literal {
        @Override
        public boolean matches(@Nullable Object value) {
            return duration.equals(value);
        }

        @Override
        public OptionalInt compare(@Nullable Object value) {
            return value instanceof Duration other ? OptionalInt.of(other.compareTo(duration)) : OptionalInt.empty();
        }

        @Override
        public String kind() {
            return "a duration";
        }
    }

    record Text(String text) implements Literal {
        @Override
        public boolean matches(@Nullable Object value) {
            return text.equals(value);
        }

        @Override
        public OptionalInt compare(@Nullable Object value) {
            return value instanceof String other ? OptionalInt.of(other.compareTo(text)) : OptionalInt.empty();
        }

        @Override
        public String kind() {
            return "a text";
        }
    }

    /** {@code true}, {@code false} or {@code null}. */
    record Constant(@Nullable Boolean constant) implements Literal {
        @Override
        public boolean matches(@Nullable Object value) {
            return Objects.equals(constant, value);
        }

        @Override
        public String kind() {
            return "true, false or null";
        }
    }

    record Regex(Pattern pattern) implements Literal {
        @Override
        public boolean matches(@Nullable Object value) {
            return value != null && pattern.matcher(value.toString()).find();
        }

        @Override
        public String kind() {
            return "a regular expression";
        }
    }

    record Address(AddressRange range) implements Literal {
        @Override
        public boolean matches(@Nullable Object value) {
            if (!(value instanceof String text)) {
                return false;
            }
            try {
                return range.contains(InetAddress.ofLiteral(text));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        @Override
        public String kind() {
            return "an address";
        }
    }

    /** {@code [200, 204]}. */
    record OneOf(List<Literal> all) implements Literal {
        @Override
        public boolean matches(@Nullable Object value) {
            return all.stream().anyMatch(literal -> literal.matches(value));
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** {@code 200..299}, both ends included. */
    record Range(Literal from, Literal to) implements Literal {
        @Override
        public boolean matches(@Nullable Object value) {
            return from.compare(value).orElse(-1) >= 0 && to.compare(value).orElse(1) <= 0;
        }

        @Override
        public String kind() {
            return "a range";
        }
    }
}
