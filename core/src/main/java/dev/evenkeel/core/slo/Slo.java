package dev.evenkeel.core.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A promise: over each window of time, this share is good.
 *
 * @param window rolling, whole minutes
 * @param eventsPerMinute how many checks there are a minute; 0 when nobody knows, as with the requests of a route
 * @param rules the alerts on its burn rate, as {@link BurnRules#plan} left them
 */
public record Slo(
        String name,
        Objective objective,
        Duration window,
        BudgetMethod method,
        double eventsPerMinute,
        List<BurnRule> rules) {

    public Slo {
        rules = List.copyOf(rules);
        if (window.compareTo(method.bucket()) < 0) {
            throw new IllegalArgumentException("the window " + Spans.words(window) + " is shorter than "
                    + Spans.words(method.bucket()) + ", the least that is counted: write a longer one, 30d is usual");
        }
    }

    /** How many counted things a span holds that is measured all through; 0 when nobody knows. */
    double expected(Duration span) {
        double slices = (double) span.toSeconds() / method.bucket().toSeconds();
        return switch (method) {
            case BudgetMethod.Occurrences() -> eventsPerMinute * span.toSeconds() / 60;
            case BudgetMethod.TimeSlices(Duration _, Objective _) -> slices;
            case BudgetMethod.RatioTimeSlices(Duration _) -> slices * BudgetMethod.RatioTimeSlices.WEIGHT;
        };
    }

    /**
     * What the share of bad ones is taken of: all that were counted, or all that would have been if the window had been
     * measured outside of maintenance. So what was not seen is not held against the service, and the first failure
     * after a start doesn't count as all there is.
     */
    double base(Duration span, Counts counts) {
        return Math.max((double) counts.total(), expected(span) * counts.shareOutsideMaintenance());
    }

    /** A ledger that keeps all the windows that this needs. */
    public Ledger newLedger(Instant now) {
        List<Duration> windows = Stream.concat(
                        Stream.of(window, Forecast.lookback(window)),
                        rules.stream().flatMap(rule -> Stream.of(rule.longWindow(), rule.shortWindow())))
                .distinct()
                .toList();
        return new Ledger(method, windows, now);
    }
}
