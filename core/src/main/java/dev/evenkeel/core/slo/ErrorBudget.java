package dev.evenkeel.core.slo;

import org.jspecify.annotations.Nullable;

/**
 * How much may still go wrong in the window.
 *
 * @param attained the share of good ones, 0 to 1; null while nothing was counted
 * @param allowed how many bad ones the window may hold
 * @param bad how many it holds
 */
public record ErrorBudget(@Nullable Double attained, double allowed, long bad) {

    /** The budget that the counts of the whole window leave. */
    public static ErrorBudget of(Slo slo, Counts counts) {
        double base = slo.base(slo.window(), counts);
        Double attained = counts.total() == 0 ? null : (double) counts.good() / counts.total();
        return new ErrorBudget(attained, base * slo.objective().budgetShare(), counts.bad());
    }

    /** 1 when nothing is spent, 0 when all is, negative when more is; null while nothing may be bad, as all is unknown. */
    public @Nullable Double remaining() {
        return allowed == 0 ? null : 1 - bad / allowed;
    }
}
