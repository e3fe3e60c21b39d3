package dev.evenkeel.core.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When the error budget will be spent if things go on as they are. */
public final class Forecast {
    private Forecast() {}

    /** Over how much of the past "as they are" is measured: 6 h of 30 d, and as much of any other window. */
    public static Duration lookback(Duration window) {
        return Duration.ofMinutes(Math.max(5, window.toMinutes() / 120));
    }

    /**
     * Goes on with what was good and bad in the {@link #lookback}, lets what is in the window now leave it in time, and
     * says when more is bad than may be.
     *
     * @return now when it is spent already; empty when it won't be
     */
    public static Optional<Instant> spentAt(Slo slo, Ledger ledger, Instant now) {
        Duration window = slo.window();
        Counts all = ledger.counts(window);
        if (isSpent((double) all.bad(), slo.base(window, all), slo)) {
            return Optional.of(now);
        }
        Duration lookback = lookback(window);
        Counts recent = ledger.counts(lookback);
        double measured =
                (double) recent.measured().toSeconds() / slo.method().bucket().toSeconds();
        if (recent.bad() == 0) {
            return Optional.empty();
        }
        // What wasn't measured went as the rest did: gaps of ours make no forecast rosy.
        double badEach = recent.bad() / measured;
        double allEach = recent.total() / measured;
        double bad = all.bad();
        double total = all.total();
        double expected = slo.expected(window) * all.shareOutsideMaintenance();
        for (long ahead = 1; ahead <= ledger.bucketsOf(window); ahead++) {
            bad += badEach - ledger.leaving(window, ahead);
            total += allEach - ledger.leavingTotal(window, ahead);
            if (isSpent(bad, Math.max(total, expected), slo)) {
                return Optional.of(now.plus(slo.method().bucket().multipliedBy(ahead)));
            }
        }
        return Optional.empty();
    }

    private static boolean isSpent(double bad, double base, Slo slo) {
        return bad > 0 && bad > base * slo.objective().budgetShare() * (1 + 1e-12);
    }
}
