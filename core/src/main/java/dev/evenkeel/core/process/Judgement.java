package dev.evenkeel.core.process;

import dev.evenkeel.core.process.Verdict.Outcome;
import java.util.List;

/**
 * A new version judged beside the old one.
 *
 * @param outcome worse when one finding says so, else suspect when one says that, not worse when all do
 * @param confidence the probability with which a version that is no worse isn't called worse, over the whole watch
 * @param findings one for each thing compared
 */
public record Judgement(Outcome outcome, double confidence, List<Finding> findings) {

    /**
     * One thing compared.
     *
     * @param criterion what: {@code crashes}, {@code failed requests} or {@code latency}
     * @param outcome what it says
     * @param pValue the probability of evidence as strong as this if the new version were just tolerable, 0 to 1
     * @param threshold below this p-value it counts as worse
     * @param text the evidence in words
     */
    public record Finding(String criterion, Outcome outcome, double pValue, double threshold, String text) {}

    public Judgement {
        findings = List.copyOf(findings);
    }

    /** The outcome with the evidence that made it. */
    public Verdict verdict() {
        List<String> reasons = findings.stream()
                .filter(finding -> finding.outcome() == outcome)
                .map(finding -> finding.criterion() + ": " + finding.text())
                .toList();
        return reasons.isEmpty() ? Verdict.NONE : new Verdict(outcome, String.join("; ", reasons));
    }
}
