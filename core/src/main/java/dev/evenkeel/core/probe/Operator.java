package dev.evenkeel.core.probe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How two sides of a comparison are compared. Longer symbols come before those that they begin with. */
enum Operator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    NOT_MATCHES("!~"),
    AT_MOST("<="),
    AT_LEAST(">="),
    LESS("<"),
    MORE(">"),
    IN("in"),
    CONTAINS("contains"),
    STARTS_WITH("startsWith"),
    ENDS_WITH("endsWith"),
    MATCHES_WORD("matches"),
    EXISTS("exists");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    boolean isWord() {
        return Character.isLetter(symbol.charAt(0));
    }

    /** Whether it is a matter of smaller and larger. */
    boolean orders() {
        return this == LESS || this == AT_MOST || this == MORE || this == AT_LEAST;
    }

    /** Whether it looks into a text. */
    boolean searches() {
        return this == CONTAINS || this == STARTS_WITH || this == ENDS_WITH || takesRegex();
    }

    boolean takesRegex() {
        return this == MATCHES || this == NOT_MATCHES || this == MATCHES_WORD;
    }

    /** Whether it holds just where the positive one doesn't, so also where there is no value. */
    boolean negates() {
        return this == NOT_EQUAL || this == NOT_MATCHES;
    }

    /** Whether one value meets it; of a negating operator, whether it meets the positive one. */
    boolean holds(@Nullable Object value, Literal literal) {
        return switch (this) {
            case EQUAL, NOT_EQUAL, IN, MATCHES, NOT_MATCHES, MATCHES_WORD -> literal.matches(value);
            case LESS -> literal.compare(value).orElse(1) < 0;
            case AT_MOST -> literal.compare(value).orElse(1) <= 0;
            case MORE -> literal.compare(value).orElse(-1) > 0;
            case AT_LEAST -> literal.compare(value).orElse(-1) >= 0;
            case CONTAINS ->
                value instanceof List<?> items
                        ? items.stream().anyMatch(literal::matches)
                        : value != null && value.toString().contains(textOf(literal));
            case STARTS_WITH -> value != null && value.toString().startsWith(textOf(literal));
            case ENDS_WITH -> value != null && value.toString().endsWith(textOf(literal));
            case EXISTS -> true;
        };
    }

    private static String textOf(Literal literal) {
        return switch (literal) {
            case Literal.Text(String text) -> text;
            case Literal.Numeric(var number) -> number.toPlainString();
            case Literal.Constant(var constant) -> String.valueOf(constant);
            default -> throw new IllegalStateException("contains, startsWith and endsWith take a text, not " + literal);
        };
    }
}
