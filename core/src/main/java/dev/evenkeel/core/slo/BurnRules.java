package dev.evenkeel.core.slo;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which alerts an objective gets, and whether they can do their work. */
public final class BurnRules {
    private static final Duration MONTH = Duration.ofDays(30);

    /** Site Reliability Workbook, table 5-8, and its second ticket, which spends a tenth of the budget in three days. */
    private static final List<BurnRule> FOR_30_DAYS = List.of(
            new BurnRule("burn-14.4x", Severity.PAGE, 14.4, Duration.ofHours(1), Duration.ofMinutes(5), 1),
            new BurnRule("burn-6x", Severity.PAGE, 6, Duration.ofHours(6), Duration.ofMinutes(30), 1),
            new BurnRule("burn-3x", Severity.TICKET, 3, Duration.ofDays(1), Duration.ofHours(2), 1),
            new BurnRule("burn-1x", Severity.TICKET, 1, Duration.ofDays(3), Duration.ofHours(6), 1));

    /** Where nobody knows how many events there are: at night a few failures of few requests are no reason to wake up. */
    static final int LEAST_OF_UNKNOWN_TRAFFIC = 10;

    private BurnRules() {}

    /**
     * What came of some rules.
     *
     * @param rules those to use
     * @param warnings what was changed or is remarkable, with the arithmetic
     * @param refusals what was written and can't work, with the arithmetic and the remedy
     */
    public record Plan(List<BurnRule> rules, List<String> warnings, List<String> refusals) {}

    /**
     * The usual four. For other windows than 30 days theirs are scaled, so that each fires when the same share of the
     * budget is spent: 2 %, 5 %, 10 % and 10 %.
     */
    public static List<BurnRule> usual(Duration window) {
        return FOR_30_DAYS.stream().map(rule -> scaled(rule, window)).toList();
    }

    private static BurnRule scaled(BurnRule rule, Duration window) {
        long longMinutes = Math.max(2, scale(rule.longWindow(), window));
        long shortMinutes = Math.clamp(scale(rule.shortWindow(), window), 1, longMinutes - 1);
        return new BurnRule(
                rule.name(),
                rule.severity(),
                rule.factor(),
                Duration.ofMinutes(longMinutes),
                Duration.ofMinutes(shortMinutes),
                rule.minBad());
    }

    private static long scale(Duration part, Duration window) {
        return Math.round((double) part.toMinutes() * window.toMinutes() / MONTH.toMinutes());
    }

    /** The usual rules for an objective, without those that can't fire, and none that a single failed check sets off. */
    public static Plan plan(Slo slo) {
        List<BurnRule> rules = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        boolean unknownTraffic = slo.eventsPerMinute() == 0 && slo.method() instanceof BudgetMethod.Occurrences;
        for (BurnRule usual : usual(slo.window())) {
            BurnRule rule = atLeastBuckets(usual, slo.method().bucket());
            adapt(slo, unknownTraffic ? rule.withMinBad(LEAST_OF_UNKNOWN_TRAFFIC) : rule, rules, warnings);
        }
        remarks(slo, warnings);
        return new Plan(List.copyOf(rules), List.copyOf(warnings), List.of());
    }

    /** Rules that somebody wrote, all of which are meant. */
    public static Plan review(Slo slo, List<BurnRule> written) {
        List<String> warnings = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (BurnRule rule : written) {
            String never = never(slo, rule);
            if (never != null) {
                refusals.add(rule.name() + " can never fire: " + never);
            } else if (isTriggerHappy(slo, rule)) {
                refusals.add(rule.name() + " would fire on a single failed check: " + hasty(slo, rule)
                        + " Write minFailures: 2, a longer window, a lower objective, or check more often");
            }
        }
        remarks(slo, warnings);
        return new Plan(List.copyOf(written), List.copyOf(warnings), List.copyOf(refusals));
    }

    /**
     * Rules that were written for another program, as far as they can be used: none that can't fire, and none that a
     * single failed check sets off.
     */
    public static Plan adapt(Slo slo, List<BurnRule> written) {
        List<BurnRule> rules = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (BurnRule foreign : written) {
            adapt(slo, atLeastBuckets(foreign, slo.method().bucket()), rules, warnings);
        }
        remarks(slo, warnings);
        return new Plan(List.copyOf(rules), List.copyOf(warnings), List.of());
    }

    private static void adapt(Slo slo, BurnRule rule, List<BurnRule> rules, List<String> warnings) {
        String never = never(slo, rule);
        if (never != null) {
            warnings.add(rule.name() + " is left out: " + never);
        } else if (isTriggerHappy(slo, rule)) {
            rules.add(rule.withMinBad(2));
            warnings.add(rule.name() + " waits for a second failure: " + hasty(slo, rule));
        } else {
            rules.add(rule);
        }
    }

    private static BurnRule atLeastBuckets(BurnRule rule, Duration bucket) {
        Duration shortWindow = rule.shortWindow().compareTo(bucket) < 0 ? bucket : rule.shortWindow();
        Duration longest = shortWindow.multipliedBy(2);
        Duration longWindow = rule.longWindow().compareTo(longest) < 0 ? longest : rule.longWindow();
        return new BurnRule(rule.name(), rule.severity(), rule.factor(), longWindow, shortWindow, rule.minBad());
    }

    private static @Nullable String never(Slo slo, BurnRule rule) {
        double most = 1 / slo.objective().budgetShare();
        if (rule.factor() > most * (1 + 1e-12)) {
            return String.format(
                    Locale.ROOT,
                    "with an objective of %s nothing burns faster than 1 / (1 − %s) = %s×, when every %s fails,"
                            + " and it asks for %s×. Write a factor of at most %s, or a higher objective",
                    slo.objective(),
                    number(slo.objective().share()),
                    number(most),
                    slo.method().unit(),
                    number(rule.factor()),
                    number(most));
        }
        if (rule.longWindow().compareTo(slo.window()) > 0) {
            return "its long window " + Spans.words(rule.longWindow()) + " is longer than the objective's, "
                    + Spans.words(slo.window()) + ". Write a shorter one";
        }
        if (rule.shortWindow().compareTo(slo.method().bucket()) < 0) {
            return "its short window " + Spans.words(rule.shortWindow()) + " is shorter than one time slice, "
                    + Spans.words(slo.method().bucket()) + ". Write a longer one";
        }
        double all = slo.expected(rule.longWindow());
        if (slo.eventsPerMinute() > 0 && rule.minBad() > all) {
            return String.format(
                    Locale.ROOT,
                    "it waits for %d failures, and %s holds %s. Write a smaller number, or check more often",
                    rule.minBad(),
                    Spans.words(rule.longWindow()),
                    number(all));
        }
        return null;
    }

    private static boolean isTriggerHappy(Slo slo, BurnRule rule) {
        return slo.eventsPerMinute() > 0 && leastFailures(slo, rule) <= 1;
    }

    /** How few failed checks, at the worst moment, set a rule off. */
    static long leastFailures(Slo slo, BurnRule rule) {
        double needed = rule.factor() * slo.objective().budgetShare();
        double ofLong = Math.ceil(needed * slo.expected(rule.longWindow()) - 1e-9);
        double ofShort = Math.ceil(needed * slo.expected(rule.shortWindow()) - 1e-9);
        long units = Math.max(rule.minBad(), (long) Math.max(ofLong, ofShort));
        double perSlice = slo.eventsPerMinute() * slo.method().bucket().toMinutes();
        return switch (slo.method()) {
            case BudgetMethod.Occurrences() -> units;
            case BudgetMethod.TimeSlices(Duration _, Objective target) ->
                units * Math.max(1, (long) Math.floor(perSlice * target.budgetShare() + 1e-9) + 1);
            case BudgetMethod.RatioTimeSlices(Duration _) ->
                (long) Math.ceil(units / (BudgetMethod.RatioTimeSlices.WEIGHT / Math.max(1, perSlice)) - 1e-9);
        };
    }

    private static String hasty(Slo slo, BurnRule rule) {
        double checks = slo.eventsPerMinute() * rule.longWindow().toMinutes();
        double needed = rule.factor() * slo.objective().budgetShare();
        return String.format(
                Locale.ROOT,
                "%s holds %s checks, so one that fails is %s %% of them, and the alert fires at %s × %s %% = %s %%.",
                Spans.words(rule.longWindow()),
                number(checks),
                number(100 / checks),
                number(rule.factor()),
                number(slo.objective().budgetShare() * 100),
                number(needed * 100));
    }

    private static void remarks(Slo slo, List<String> warnings) {
        double allowed = slo.expected(slo.window()) * slo.objective().budgetShare();
        if (slo.eventsPerMinute() > 0 && allowed < 1) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "one failure spends more than the whole budget: %s holds %s of which %s may be bad",
                    Spans.words(slo.window()),
                    number(slo.expected(slo.window())),
                    number(allowed)));
        }
    }

    private static String number(double value) {
        return new BigDecimal(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
