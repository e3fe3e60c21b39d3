package dev.evenkeel.core.probe;

/** A condition that can't be understood, with the character at which that became clear. */
public final class ConditionException extends Exception {
    private final String text;
    private final int position;
    private final String remedy;

    ConditionException(String text, int position, String remedy) {
        super("character " + (position + 1) + " of '" + text + "': " + remedy);
        this.text = text;
        this.position = position;
        this.remedy = remedy;
    }

    /** The index of the character, from 0 to the length of the text. */
    public int position() {
        return position;
    }

    /** What is wrong there and what to write instead. */
    public String remedy() {
        return remedy;
    }

    /** Two lines for a terminal: the condition, and beneath it an arrow at the character with the remedy. */
    public String pointer() {
        return text + "\n" + " ".repeat(position) + "^ " + remedy;
    }
}
