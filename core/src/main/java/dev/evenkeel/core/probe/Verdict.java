package dev.evenkeel.core.probe;

/** What one run of a check says about its target. */
public enum Verdict {
    /** It answered, and every condition held. */
    SUCCESS,
    /** It didn't, or didn't as it should. */
    FAILURE,
    /** We couldn't ask: no socket left, our own threads late. Says nothing about the target and counts for nothing. */
    UNKNOWN
}
