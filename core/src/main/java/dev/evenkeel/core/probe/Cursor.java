package dev.evenkeel.core.probe;

import java.util.function.IntPredicate;

/** A place in a text that is being read from left to right. */
final class Cursor {
    private final String text;
    private int position;

    Cursor(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    /** Goes back to where it was. */
    void back(int earlier) {
        position = earlier;
    }

    String from(int start) {
        return text.substring(start, position).strip();
    }

    boolean atEnd() {
        return position == text.length();
    }

    /** The character here, 0 at the end. */
    char peek() {
        return atEnd() ? 0 : text.charAt(position);
    }

    /** Steps over one character. */
    char next() {
        return text.charAt(position++);
    }

    void skipSpaces() {
        while (!atEnd() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    /** Steps over {@code expected} if it stands here. */
    boolean take(String expected) {
        if (text.startsWith(expected, position)) {
            position += expected.length();
            return true;
        }
        return false;
    }

    /** Steps over a word if it stands here and ends there. */
    boolean takeWord(String word) {
        int end = position + word.length();
        boolean here = text.startsWith(word, position)
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
        if (here) {
            position = end;
        }
        return here;
    }

    /** Reads as long as the characters match. */
    String takeWhile(IntPredicate matches) {
        int start = position;
        while (!atEnd() && matches.test(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    /** Reads a text in quotes, the opening one of which stands here. In double quotes a backslash escapes. */
    String quoted() throws ConditionException {
        int start = position;
        char quote = next();
        var read = new StringBuilder();
        while (!atEnd()) {
            char c = next();
            if (c == quote) {
                return read.toString();
            }
            if (c == '\\' && quote != '\'' && !atEnd()) {
                read.append(escaped(next(), quote));
            } else {
                read.append(c);
            }
        }
        throw fail(start, "the text that begins here has no closing " + quote);
    }

    /** Others keep their backslash, so that a regular expression can stand in quotes as it is. */
    private static String escaped(char c, char quote) {
        if (c == quote || (c == '\\' && quote == '"')) {
            return String.valueOf(c);
        }
        return switch (quote == '"' ? c : 0) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            default -> "\\" + c;
        };
    }

    ConditionException fail(String remedy) {
        return fail(position, remedy);
    }

    ConditionException fail(int at, String remedy) {
        return new ConditionException(text, at, remedy);
    }
}
