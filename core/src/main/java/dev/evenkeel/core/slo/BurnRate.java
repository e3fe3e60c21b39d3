package dev.evenkeel.core.slo;

import java.time.Duration;

/**
 * How fast the error budget is being burnt: 1 spends it exactly by the end of the objective's window.
 *
 * @param rate 0 or more; at most 1 / (1 − objective)
 */
public record BurnRate(Duration window, double rate) {

    /** Over one of the windows of the ledger; 0 where nothing was bad. */
    static BurnRate over(Duration window, Slo slo, Ledger ledger) {
        Counts counts = ledger.counts(window);
        return new BurnRate(window, rate(counts.bad(), slo.base(window, counts), slo));
    }

    static double rate(long bad, double base, Slo slo) {
        return bad == 0 ? 0 : bad / base / slo.objective().budgetShare();
    }

    /** Not below, but for the rounding of the division. */
    boolean reaches(double factor) {
        return rate >= factor * (1 - 1e-12);
    }
}
