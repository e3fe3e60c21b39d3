package dev.evenkeel.core.process;

/**
 * How many answers of a probe in a row were the same. As in Kubernetes the run starts with the first answer of its
 * kind, and a verdict stands until the other threshold is reached.
 *
 * @param passing whether the last answer was a success; means nothing while {@code run} is 0
 * @param run how many in a row
 */
public record ProbeTally(boolean passing, int run) {
    public static final ProbeTally NONE = new ProbeTally(false, 0);

    /** What the answers so far amount to. */
    public enum Verdict {
        /** Below both thresholds: what was thought before still holds. */
        UNCHANGED,
        PASSED,
        FAILED
    }

    /** With one more answer. */
    public ProbeTally count(boolean success) {
        return new ProbeTally(success, success == passing ? Math.addExact(run, 1) : 1);
    }

    public Verdict verdict(ProbeSpec spec) {
        if (run == 0 || run < (passing ? spec.successThreshold() : spec.failureThreshold())) {
            return Verdict.UNCHANGED;
        }
        return passing ? Verdict.PASSED : Verdict.FAILED;
    }
}
