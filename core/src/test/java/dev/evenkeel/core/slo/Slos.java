package dev.evenkeel.core.slo;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Objectives for tests. */
final class Slos {
    static final Instant START = Instant.parse("2026-11-02T00:00:00Z");
    static final Duration MONTH = Duration.ofDays(30);

    private Slos() {}

    static Objective percent(String percent) {
        return Objective.ofPercent(new BigDecimal(percent));
    }

    /** One check every ten seconds over 30 days, with the usual alerts. */
    static Slo checks(String percent) {
        return planned(new Slo("s", percent(percent), MONTH, new BudgetMethod.Occurrences(), 6, List.of()));
    }

    static Slo planned(Slo slo) {
        List<BurnRule> rules = BurnRules.plan(slo).rules();
        return new Slo(slo.name(), slo.objective(), slo.window(), slo.method(), slo.eventsPerMinute(), rules);
    }

    static SloTracker tracker(Slo slo) {
        return new SloTracker(slo, START, Map.of());
    }

    static Instant after(long seconds) {
        return START.plusSeconds(seconds);
    }
}
