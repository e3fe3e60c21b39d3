package dev.evenkeel.core.slo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps one objective: counts, and says when its alerts begin and end. Not safe for use by many threads. */
public final class SloTracker {
    private final Slo slo;
    private final Ledger ledger;
    private final List<BurnAlert> alerts;

    /** @param firing when each rule that fires began to, by its name, as was remembered over a restart */
    public SloTracker(Slo slo, Instant now, Map<String, Instant> firing) {
        this.slo = slo;
        this.ledger = slo.newLedger(now);
        this.alerts = slo.rules().stream()
                .map(rule -> new BurnAlert(slo, rule, firing.get(rule.name())))
                .toList();
    }

    /**
     * How it stands.
     *
     * @param rates over the windows of the rules, each window once, shortest first
     * @param spentAt when the budget will be spent if things go on as in the {@link Forecast#lookback}; null when it
     *     won't
     */
    public record Standing(
            Counts counts,
            ErrorBudget budget,
            List<BurnRate> rates,
            @Nullable Instant spentAt) {}

    public Slo slo() {
        return slo;
    }

    public Ledger ledger() {
        return ledger;
    }

    public List<BurnAlert> alerts() {
        return alerts;
    }

    /** Moves the windows on to now; the alerts that began or ended with that, in the order of the rules. */
    public List<BurnAlert.Change> evaluate(Instant now) {
        ledger.advance(now);
        List<BurnAlert.Change> changes = new ArrayList<>();
        for (BurnAlert alert : alerts) {
            Optional.ofNullable(alert.evaluate(ledger, now)).ifPresent(changes::add);
        }
        return changes;
    }

    /** How it stands now. */
    public Standing standing(Instant now) {
        ledger.advance(now);
        Counts counts = ledger.counts(slo.window());
        List<BurnRate> rates = slo.rules().stream()
                .flatMap(rule -> Stream.of(rule.shortWindow(), rule.longWindow()))
                .distinct()
                .sorted()
                .map(window -> BurnRate.over(window, slo, ledger))
                .toList();
        return new Standing(
                counts,
                ErrorBudget.of(slo, counts),
                rates,
                Forecast.spentAt(slo, ledger, now).orElse(null));
    }
}
