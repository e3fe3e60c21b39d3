package dev.evenkeel.core.slo;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One rule of one objective: begins to fire when the burn rate of both windows reaches the factor, ends when one of
 * them doesn't any more.
 *
 * <p>Silence ends nothing: while less than half of the short window is measured, an alert that fires goes on, so that a
 * restart of the monitor in the middle of an outage neither ends nor repeats it. When the whole long window is empty it
 * ends. Not safe for use by many threads.
 */
public final class BurnAlert {
    private final Slo slo;
    private final BurnRule rule;
    private @Nullable Instant since;

    /** @param since when it began to fire, as was remembered over a restart; null when it doesn't */
    BurnAlert(Slo slo, BurnRule rule, @Nullable Instant since) {
        this.slo = slo;
        this.rule = rule;
        this.since = since;
    }

    /**
     * It began or ended.
     *
     * @param since when it began
     */
    public record Change(BurnRule rule, boolean firing, Instant since, double longRate, double shortRate) {}

    public BurnRule rule() {
        return rule;
    }

    /** When it began to fire; null while it doesn't. */
    public @Nullable Instant since() {
        return since;
    }

    /** Looks at both windows; null when it goes on as it was. */
    @Nullable
    Change evaluate(Ledger ledger, Instant now) {
        BurnRate longRate = BurnRate.over(rule.longWindow(), slo, ledger);
        BurnRate shortRate = BurnRate.over(rule.shortWindow(), slo, ledger);
        boolean enough = ledger.counts(rule.longWindow()).bad() >= rule.minBad();
        boolean burns = enough && longRate.reaches(rule.factor()) && shortRate.reaches(rule.factor());
        Instant began = since;
        if (began == null) {
            if (!burns) {
                return null;
            }
            since = now;
            return new Change(rule, true, now, longRate.rate(), shortRate.rate());
        }
        if (burns || isSilent(ledger)) {
            return null;
        }
        since = null;
        return new Change(rule, false, began, longRate.rate(), shortRate.rate());
    }

    private boolean isSilent(Ledger ledger) {
        if (ledger.counts(rule.longWindow()).total() == 0) {
            return false;
        }
        Counts recent = ledger.counts(rule.shortWindow());
        double expected = slo.eventsPerMinute() > 0 ? slo.expected(rule.shortWindow()) : 0;
        return recent.total() == 0 || recent.total() < expected / 2;
    }

    Duration longWindow() {
        return rule.longWindow();
    }
}
