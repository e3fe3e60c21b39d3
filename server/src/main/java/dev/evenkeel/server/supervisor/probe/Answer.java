package dev.evenkeel.server.supervisor.probe;

/**
 * What came of one question.
 *
 * @param detail what was seen, for people, as in {@code HTTP 503}
 */
public record Answer(Kind kind, String detail) {

    /** How it went. */
    public enum Kind {
        PASSED,
        FAILED,
        TIMED_OUT
    }

    static Answer passed(String detail) {
        return new Answer(Kind.PASSED, detail);
    }

    static Answer failed(String detail) {
        return new Answer(Kind.FAILED, detail);
    }

    static Answer timedOut(long millis) {
        return new Answer(Kind.TIMED_OUT, "no answer within " + millis + " ms");
    }
}
