package dev.evenkeel.core.process;

/**
 * What the evidence says about a new version beside the old one.
 *
 * @param outcome the answer
 * @param reason the evidence in words
 */
public record Verdict(Outcome outcome, String reason) {

    /** Nothing has been seen yet. */
    public static final Verdict NONE = new Verdict(Outcome.UNDECIDED, "nothing measured yet");

    /** The answers there are. */
    public enum Outcome {
        WORSE,
        /** It looks worse, which isn't proven: nothing more is replaced by it while one of its replicas is down. */
        SUSPECT,
        /** Not shown to be worse, nor to be as good. */
        UNDECIDED,
        NOT_WORSE
    }
}
