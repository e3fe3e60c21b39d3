package dev.evenkeel.core.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Recursive descent over the grammar
 *
 * <pre>
 * either     = both { ("||" | "or") both }
 * both       = one { ("&amp;&amp;" | "and") one }
 * one        = ("!" | "not") one | "(" either ")" | comparison
 * comparison = subject ( "exists" | ["not"] operator literal )
 * </pre>
 */
final class ConditionParser {
    private static final String SUBJECTS =
            "status, latency, body, header.NAME, json.PATH, certificate.expiresIn, ip, rcode or protocol";
    private static final int MAX_DEPTH = 20;

    private final Cursor cursor;
    private int depth;

    ConditionParser(String text) {
        this.cursor = new Cursor(text);
    }

    Expression parse() throws ConditionException {
        Expression whole = either();
        cursor.skipSpaces();
        if (!cursor.atEnd()) {
            throw cursor.fail("the condition is complete before this; join two with && or ||");
        }
        return whole;
    }

    private Expression either() throws ConditionException {
        var parts = new ArrayList<Expression>(List.of(both()));
        while (joined("||", "or")) {
            parts.add(both());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.Or(parts);
    }

    private Expression both() throws ConditionException {
        var parts = new ArrayList<Expression>(List.of(one()));
        while (joined("&&", "and")) {
            parts.add(one());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.And(parts);
    }

    private boolean joined(String symbol, String word) {
        cursor.skipSpaces();
        return cursor.take(symbol) || cursor.takeWord(word);
    }

    private Expression one() throws ConditionException {
        cursor.skipSpaces();
        int start = cursor.position();
        if (++depth > MAX_DEPTH) {
            throw cursor.fail("nested more than " + MAX_DEPTH + " deep; write several conditions");
        }
        try {
            if (cursor.take("!") || cursor.takeWord("not")) {
                return new Expression.Not(one(), cursor.from(start));
            }
            if (cursor.take("(")) {
                Expression inner = either();
                cursor.skipSpaces();
                if (!cursor.take(")")) {
                    throw cursor.fail(
                            cursor.atEnd() ? start : cursor.position(), "a closing ) belongs to this bracket");
                }
                return inner;
            }
            return comparison(start);
        } finally {
            depth--;
        }
    }

    private Expression comparison(int start) throws ConditionException {
        Subject subject = subject();
        cursor.skipSpaces();
        int operatorAt = cursor.position();
        boolean negated = cursor.takeWord("not");
        cursor.skipSpaces();
        Operator operator = operator();
        if (operator == Operator.EXISTS) {
            var exists = new Expression.Comparison(subject, operator, null, cursor.from(start));
            return negated ? new Expression.Not(exists, cursor.from(start)) : exists;
        }
        if (negated && !operator.isWord()) {
            throw cursor.fail(operatorAt, "not goes with words: write != or !~ here, or not before the comparison");
        }
        cursor.skipSpaces();
        int literalAt = cursor.position();
        Literal literal = new LiteralParser(cursor).parse(operator);
        match(subject, operator, literal, operatorAt, literalAt);
        var comparison = new Expression.Comparison(subject, operator, literal, cursor.from(start));
        return negated ? new Expression.Not(comparison, cursor.from(start)) : comparison;
    }

    private Subject subject() throws ConditionException {
        int start = cursor.position();
        String word = cursor.takeWhile(Character::isLetter);
        return switch (word) {
            case "json" -> new Subject(Subject.Part.JSON, "json", JsonPath.parse(cursor));
            case "header" -> new Subject(Subject.Part.HEADER, "header." + field(), null);
            case "certificate" -> {
                if (!cursor.take(".expiresIn")) {
                    throw cursor.fail("what of the certificate? Write certificate.expiresIn");
                }
                yield new Subject(Subject.Part.CERTIFICATE, "certificate.expiresIn", null);
            }
            case "status", "latency", "body", "ip", "rcode", "protocol" ->
                new Subject(Subject.Part.valueOf(word.toUpperCase(Locale.ROOT)), word, null);
            default ->
                throw cursor.fail(
                        start,
                        (word.isEmpty() ? "a condition begins with " : word + " is unknown; known are ") + SUBJECTS);
        };
    }

    private String field() throws ConditionException {
        String field = cursor.take(".")
                ? cursor.takeWhile(c -> Character.isLetterOrDigit(c) || "#$%&'*+-.^_`|~".indexOf(c) >= 0)
                : "";
        if (field.isEmpty()) {
            throw cursor.fail("the name of a field goes here, as in header.content-type");
        }
        return field;
    }

    private Operator operator() throws ConditionException {
        for (Operator operator : Operator.values()) {
            if (operator.isWord() ? cursor.takeWord(operator.symbol()) : cursor.take(operator.symbol())) {
                return operator;
            }
        }
        throw cursor.fail(
                cursor.peek() == '='
                        ? "write == to compare"
                        : "an operator goes here: == != < <= > >= in contains startsWith endsWith matches exists");
    }

    private void match(Subject subject, Operator operator, Literal literal, int operatorAt, int literalAt)
            throws ConditionException {
        Subject.Part part = subject.part();
        boolean measured = part == Subject.Part.STATUS
                || part == Subject.Part.LATENCY
                || part == Subject.Part.CERTIFICATE
                || part == Subject.Part.IP;
        if (operator.searches() && measured) {
            throw cursor.fail(
                    operatorAt, operator.symbol() + " looks into texts, and " + subject.name() + " is " + part.kind());
        }
        if (operator.orders() && part == Subject.Part.IP) {
            throw cursor.fail(operatorAt, "addresses have no order; write == or in");
        }
        boolean set = literal instanceof Literal.OneOf || literal instanceof Literal.Range;
        boolean network = literal instanceof Literal.Address(AddressRange range)
                && range.bits() < range.address().getAddress().length * 8;
        if (operator == Operator.IN && !set && !network) {
            throw cursor.fail(literalAt, "in takes a list, a range or a network: [200, 204], 200..299, 10.0.0.0/8");
        }
        if (operator != Operator.IN && set) {
            throw cursor.fail(operatorAt, literal.kind() + " goes with in");
        }
        boolean text = literal instanceof Literal.Text;
        if (operator.searches() && !operator.takesRegex() && !text && !(literal instanceof Literal.Numeric)) {
            throw cursor.fail(literalAt, operator.symbol() + " takes a text in quotes");
        }
        if (operator.orders() && literal instanceof Literal.Constant) {
            throw cursor.fail(literalAt, "true, false and null have no order; write == or !=");
        }
        kinds(subject, literal, literalAt);
    }

    private void kinds(Subject subject, Literal literal, int at) throws ConditionException {
        boolean fits = switch (literal) {
            case Literal.OneOf(List<Literal> all) -> {
                for (Literal one : all) {
                    kinds(subject, one, at);
                }
                yield true;
            }
            case Literal.Range(Literal from, Literal _) -> {
                kinds(subject, from, at);
                yield true;
            }
            case Literal.Regex _ -> true;
            case Literal.Numeric _ -> subject.part().kind().equals("a number") || textual(subject);
            case Literal.Time _ -> subject.part().kind().equals("a duration");
            case Literal.Text _, Literal.Constant _ -> textual(subject);
            case Literal.Address _ -> subject.part() == Subject.Part.IP || textual(subject);
        };
        if (!fits) {
            throw cursor.fail(
                    at,
                    subject.name() + " is " + subject.part().kind() + ", this is " + literal.kind()
                            + (subject.part().kind().equals("a duration") && literal instanceof Literal.Numeric
                                    ? "; write its unit, as in 300ms"
                                    : ""));
        }
    }

    private static boolean textual(Subject subject) {
        String kind = subject.part().kind();
        return kind.equals("a text") || kind.equals("a value");
    }
}
