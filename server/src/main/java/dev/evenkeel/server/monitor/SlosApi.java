package dev.evenkeel.server.monitor;

import dev.evenkeel.core.slo.BurnAlert;
import dev.evenkeel.core.slo.BurnRate;
import dev.evenkeel.core.slo.BurnRule;
import dev.evenkeel.core.slo.Counts;
import dev.evenkeel.core.slo.ErrorBudget;
import dev.evenkeel.core.slo.Severity;
import dev.evenkeel.core.slo.Slo;
import dev.evenkeel.server.monitor.slo.SloEngine;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.Response;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The objectives over HTTP: how much budget is left, how fast it burns, and when it is spent at this rate. */
final class SlosApi {
    private final SloEngine slos;
    private final InstantSource clock;

    SlosApi(SloEngine slos, InstantSource clock) {
        this.slos = slos;
        this.clock = clock;
    }

    void register(Operations operations) {
        operations.on(
                "listSlos",
                _ -> Response.json(
                        200,
                        slos.standings(clock.instant()).stream()
                                .map(SlosApi::answer)
                                .toList()));
    }

    private record Answer(
            String name,
            String of,
            @Nullable String service,
            @Nullable String environment,
            BigDecimal objective,
            long windowSeconds,
            String method,
            @Nullable Double attained,
            long good,
            long bad,
            Budget budget,
            Time time,
            List<Rate> burnRates,
            @Nullable Forecast forecast,
            List<Rule> alerts,
            List<String> warnings) {}

    private record Budget(
            double allowed, long spent, @Nullable Double remaining) {}

    private record Time(long measuredSeconds, long maintenanceSeconds, long oursSeconds, long noDataSeconds) {}

    private record Rate(long windowSeconds, double rate) {}

    private record Forecast(Instant spentAt, String text) {}

    private record Rule(
            String name,
            Severity severity,
            double factor,
            long longWindowSeconds,
            long shortWindowSeconds,
            int minFailures,
            @Nullable Instant firingSince) {}

    private static Answer answer(SloEngine.Standing standing) {
        Slo slo = standing.watched().slo();
        Counts counts = standing.standing().counts();
        ErrorBudget budget = standing.standing().budget();
        return new Answer(
                slo.name(),
                standing.watched().series(),
                standing.watched().service(),
                standing.watched().environment(),
                slo.objective().percent(),
                slo.window().toSeconds(),
                slo.method().name(),
                budget.attained(),
                counts.good(),
                counts.bad(),
                new Budget(budget.allowed(), budget.bad(), budget.remaining()),
                new Time(
                        counts.measured().toSeconds(),
                        counts.maintenance().toSeconds(),
                        counts.ours().toSeconds(),
                        counts.noData().toSeconds()),
                standing.standing().rates().stream().map(SlosApi::rate).toList(),
                forecast(standing.standing().spentAt(), budget),
                standing.alerts().stream().map(SlosApi::rule).toList(),
                standing.watched().warnings());
    }

    private static Rate rate(BurnRate rate) {
        return new Rate(rate.window().toSeconds(), rate.rate());
    }

    private static Rule rule(BurnAlert alert) {
        BurnRule rule = alert.rule();
        return new Rule(
                rule.name(),
                rule.severity(),
                rule.factor(),
                rule.longWindow().toSeconds(),
                rule.shortWindow().toSeconds(),
                rule.minBad(),
                alert.since());
    }

    private static @Nullable Forecast forecast(@Nullable Instant spentAt, ErrorBudget budget) {
        if (spentAt == null) {
            return null;
        }
        Double left = budget.remaining();
        if (left != null && left <= 0) {
            return new Forecast(spentAt, "it is spent");
        }
        var at = spentAt.atZone(ZoneOffset.UTC);
        String day = at.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        return new Forecast(spentAt, "at this rate it is spent on " + day + ", " + at.toLocalDate());
    }
}
