package dev.evenkeel.core.probe;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the right side of a comparison. */
final class LiteralParser {
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)([a-zA-Zµ]+)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(?:\\.\\d{1,18})?");
    private static final int MAX_PARTS = 5;

    private final Cursor cursor;

    LiteralParser(Cursor cursor) {
        this.cursor = cursor;
    }

    /** @throws ConditionException when none stands here that goes with the operator */
    Literal parse(Operator operator) throws ConditionException {
        if (operator.takesRegex()) {
            return regex();
        }
        Literal first = cursor.peek() == '[' ? list() : single();
        if (cursor.take("..")) {
            Literal last = single();
            boolean alike = (first instanceof Literal.Numeric && last instanceof Literal.Numeric)
                    || (first instanceof Literal.Time && last instanceof Literal.Time);
            if (!alike) {
                throw cursor.fail("a range goes from one number or duration to another, as in 200..299");
            }
            return new Literal.Range(first, last);
        }
        return first;
    }

    private Literal list() throws ConditionException {
        int start = cursor.position();
        cursor.next();
        var all = new ArrayList<Literal>();
        do {
            cursor.skipSpaces();
            all.add(single());
            cursor.skipSpaces();
        } while (cursor.take(","));
        if (!cursor.take("]")) {
            throw cursor.fail(
                    cursor.atEnd() ? start : cursor.position(),
                    "a closing ] belongs to this list, or a comma before the next value");
        }
        return new Literal.OneOf(all);
    }

    private Literal single() throws ConditionException {
        char first = cursor.peek();
        if (first == '"' || first == '\'') {
            return new Literal.Text(cursor.quoted());
        }
        int start = cursor.position();
        String word = word();
        if (word.isEmpty()) {
            throw cursor.fail(
                    start,
                    "a value goes here: a number, a duration as in 300ms, a text in quotes, true, false or null");
        }
        return switch (word) {
            case "true" -> new Literal.Constant(true);
            case "false" -> new Literal.Constant(false);
            case "null" -> new Literal.Constant(null);
            default -> measured(word, start);
        };
    }

    /** Without the two dots of a range. */
    private String word() {
        var word = new StringBuilder();
        while (!cursor.atEnd()) {
            char c = cursor.peek();
            boolean belongs = Character.isLetterOrDigit(c) || "_-+%/:.".indexOf(c) >= 0;
            if (!belongs) {
                break;
            }
            if (c == '.') {
                int dot = cursor.position();
                if (cursor.take("..")) {
                    cursor.back(dot);
                    break;
                }
            }
            word.append(cursor.next());
        }
        return word.toString();
    }

    private Literal measured(String word, int start) throws ConditionException {
        if (NUMBER.matcher(word).matches()) {
            return new Literal.Numeric(new BigDecimal(word));
        }
        var range = AddressRange.parse(word);
        if (range.isPresent()) {
            return new Literal.Address(range.get());
        }
        if (Character.isDigit(word.charAt(0))) {
            return new Literal.Time(duration(word, start));
        }
        if (word.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            return new Literal.Text(word);
        }
        throw cursor.fail(start, "put the text in quotes: \"" + word + "\"");
    }

    private Duration duration(String word, int start) throws ConditionException {
        Matcher part = PART.matcher(word);
        Duration sum = Duration.ZERO;
        int at = 0;
        for (int parts = 0; at < word.length(); parts++) {
            if (parts == MAX_PARTS || !part.find() || part.start() != at) {
                throw cursor.fail(
                        start + at,
                        "neither a number nor a duration nor an address; durations are written"
                                + " as in 300ms, 1.5s, 10m, 1h30m or 7d");
            }
            sum = sum.plus(length(part.group(1), part.group(2), start + part.start(2)));
            at = part.end();
        }
        return sum;
    }

    private Duration length(String count, String unit, int at) throws ConditionException {
        long nanos = switch (unit) {
            case "us", "µs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            default -> throw cursor.fail(at, "unknown unit " + unit + "; use us, ms, s, m, h or d");
        };
        BigDecimal exact = new BigDecimal(count).multiply(BigDecimal.valueOf(nanos));
        if (exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE / MAX_PARTS)) > 0) {
            throw cursor.fail(at, "longer than fifty years");
        }
        return Duration.ofNanos(exact.longValue());
    }

    private Literal regex() throws ConditionException {
        int start = cursor.position();
        char quote = cursor.peek();
        if (quote != '"' && quote != '\'' && quote != '/') {
            throw cursor.fail("a regular expression in slashes or quotes goes here, as in /^ok/");
        }
        String expression = cursor.quoted();
        int end = cursor.position() - 1;
        int flags = quote == '/' && cursor.takeWord("i") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        try {
            return new Literal.Regex(Pattern.compile(expression, flags));
        } catch (PatternSyntaxException e) {
            int at = Math.clamp(start + 1L + Math.max(0, e.getIndex()), start, end);
            throw cursor.fail(at, "not a regular expression: " + e.getDescription());
        }
    }
}
