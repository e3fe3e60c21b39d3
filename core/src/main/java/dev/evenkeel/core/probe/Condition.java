package dev.evenkeel.core.probe;

import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an answer has to meet, as an expression that is parsed once: {@code status == 200}, {@code latency < 300ms},
 * {@code json.items[0].state == "UP"}, {@code status in 200..299 && body contains "welcome"}.
 *
 * <p>On the left stands a part of the answer: {@code status}, {@code latency}, {@code body}, {@code header.NAME},
 * {@code json.PATH} (a {@link JsonPath}), {@code certificate.expiresIn}, {@code ip}, {@code rcode} (of DNS) or
 * {@code protocol} ({@code HTTP/1.1}, {@code HTTP/2}). Then an operator: {@code ==}, {@code !=}, {@code <}, {@code <=},
 * {@code >}, {@code >=}, {@code in} (a list, a range with both ends, a network), {@code contains}, {@code startsWith},
 * {@code endsWith}, {@code =~} or {@code matches} (a regular expression found anywhere), {@code !~}, or {@code exists};
 * {@code not} before one that is a word turns it round. On the right a number, a duration with its unit, a text in
 * quotes, {@code true}, {@code false}, {@code null}, or an address. Comparisons are joined by {@code &&}, {@code ||},
 * {@code !} and brackets.
 *
 * <p>A part that is missing meets nothing but {@code !=}, {@code !~} and what is turned round by {@code not}. Of a path
 * with several values one that compares is enough. A number compares with a text that reads as one.
 */
public final class Condition {
    private static final int MAX_LENGTH = 1000;

    private final String text;
    private final Expression expression;

    private Condition(String text, Expression expression) {
        this.text = text;
        this.expression = expression;
    }

    /** @throws ConditionException when it can't be understood, with the character and the remedy */
    public static Condition parse(String text) throws ConditionException {
        if (text.length() > MAX_LENGTH) {
            throw new ConditionException(
                    text.substring(0, MAX_LENGTH), MAX_LENGTH, "longer than " + MAX_LENGTH + " characters");
        }
        return new Condition(text, new ConditionParser(text).parse());
    }

    /** Why the answer doesn't meet it, in words that quote the comparison; empty when it does. */
    public Optional<String> failure(Evidence evidence) {
        return expression.failure(evidence);
    }

    /** Whether it has to know the body. */
    public boolean readsBody() {
        var reads = new boolean[1];
        expression.visit(comparison -> reads[0] |= comparison.subject().part() == Subject.Part.BODY
                || comparison.subject().part() == Subject.Part.JSON);
        return reads[0];
    }

    /** The durations that it compares the latency with, so that a histogram can have a boundary at each. */
    public SortedSet<Duration> latencyThresholds() {
        var thresholds = new TreeSet<Duration>();
        expression.visit(comparison -> {
            if (comparison.subject().part() == Subject.Part.LATENCY) {
                comparison.durations(thresholds::add);
            }
        });
        return thresholds;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Condition that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
