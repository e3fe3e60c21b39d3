package dev.evenkeel.core.insight;

/** A range has more buckets than an answer may have; the message says what to change. */
public final class RangeTooLongException extends IllegalArgumentException {
    RangeTooLongException(String message) {
        super(message);
    }
}
