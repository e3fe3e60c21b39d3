package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.IdHash;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.insight.Frequency.Interval;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** The insights as their definitions read, straight over a list of records: what the real ones are compared with. */
public final class NaiveInsights {
    private static final double Z = 1.959963984540054;

    private final List<Deployment> all;

    /** @param all each record once, as it is now */
    public NaiveInsights(List<Deployment> all) {
        this.all = all;
    }

    public List<LeadTime.Row> leadTime(Scope scope) {
        List<LeadTime.Row> rows = new ArrayList<>();
        groups(scope, Deployment::serviceName).forEach((service, group) -> {
            List<Long> millis = new ArrayList<>();
            SortedMap<String, Long> excluded = new TreeMap<>();
            for (Deployment each : group) {
                if (each.status() == Status.FAILED) {
                    excluded.merge("failed", 1L, Long::sum);
                } else if (each.status() == Status.ROLLED_BACK) {
                    excluded.merge("rolledBack", 1L, Long::sum);
                } else if (each.status() != Status.SUCCEEDED) {
                    excluded.merge(unfinished(each), 1L, Long::sum);
                } else if (each.finishedAt() == null) {
                    excluded.merge("finishedAtMissing", 1L, Long::sum);
                } else if (each.finishedAt().isBefore(each.startedAt())) {
                    excluded.merge("finishedBeforeStarted", 1L, Long::sum);
                } else {
                    millis.add(Duration.between(each.startedAt(), each.finishedAt())
                            .toMillis());
                }
            }
            millis.sort(null);
            int n = millis.size();
            if (n == 0) {
                rows.add(new LeadTime.Row(service, 0, null, null, null, excluded));
            } else {
                BigInteger sum = millis.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
                double median = n % 2 == 1 ? millis.get(n / 2) : (millis.get(n / 2 - 1) + millis.get(n / 2)) / 2.0;
                double p90 = millis.get((int) Math.ceil(n * 9 / 10.0) - 1);
                rows.add(new LeadTime.Row(
                        service, n, sum.doubleValue() / n / 1000, median / 1000, p90 / 1000, excluded));
            }
        });
        return rows;
    }

    public List<FailureRate.Row> failureRate(Scope scope) {
        List<FailureRate.Row> rows = new ArrayList<>();
        groups(scope, NaiveInsights::series).values().forEach(group -> {
            long finished = count(group, each -> each.status().isEnd());
            long failed = count(group, each -> each.status() == Status.FAILED);
            long rolledBack = count(group, each -> each.status() == Status.ROLLED_BACK);
            long older = count(group, each -> each.status().isEnd() && each.rollbackOf() != null);
            SortedMap<String, Long> excluded = new TreeMap<>();
            for (Deployment each : group) {
                if (!each.status().isEnd()) {
                    excluded.merge(unfinished(each), 1L, Long::sum);
                }
            }
            rows.add(new FailureRate.Row(
                    group.getFirst().serviceName(),
                    group.getFirst().environment(),
                    finished,
                    failed,
                    rolledBack,
                    older,
                    wilson(failed, finished),
                    wilson(rolledBack, finished),
                    wilson(older, finished),
                    excluded));
        });
        return rows;
    }

    public List<Latest.Row> latest(Scope scope) {
        Comparator<Deployment> byStart =
                Comparator.comparing(Deployment::startedAt).thenComparing(each -> IdHash.of(each.id()));
        List<Latest.Row> rows = new ArrayList<>();
        groups(scope, NaiveInsights::series).values().forEach(group -> {
            Deployment live = group.stream()
                    .filter(each -> each.status() == Status.SUCCEEDED)
                    .max(Comparator.comparing(Deployment::effectiveAt).thenComparing(byStart))
                    .orElse(null);
            List<Latest.InFlight> inFlight = group.stream()
                    .filter(each -> !each.status().isEnd())
                    .sorted(byStart.reversed())
                    .limit(100)
                    .map(each -> new Latest.InFlight(each.version(), each.status(), each.startedAt()))
                    .toList();
            rows.add(new Latest.Row(
                    group.getFirst().serviceName(),
                    group.getFirst().environment(),
                    live == null ? null : live.version(),
                    live == null ? null : live.startedAt(),
                    live == null ? null : live.finishedAt(),
                    live == null ? null : live.effectiveAt(),
                    inFlight));
        });
        return rows;
    }

    /** For zones in which midnight never comes twice: records are put into buckets by their local date. */
    public Frequency.Result frequency(Scope scope, Interval interval, ZoneId zone, Instant asOf) {
        Instant first = all.stream()
                .map(Deployment::startedAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
        Instant last = all.stream()
                .map(Deployment::startedAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
        Instant from = scope.from() != null ? scope.from() : first;
        Instant to = scope.to() != null ? scope.to() : last == null ? null : last.plusMillis(1);
        List<Frequency.Row> rows = new ArrayList<>();
        if (from != null && to != null && from.isBefore(to)) {
            groups(scope, Deployment::serviceName)
                    .forEach((service, group) -> rows.add(frequency(service, group, from, to, interval, zone, asOf)));
        }
        return new Frequency.Result(from, to, rows);
    }

    private static Frequency.Row frequency(
            String service,
            List<Deployment> group,
            Instant from,
            Instant to,
            Interval interval,
            ZoneId zone,
            Instant asOf) {
        List<Frequency.Bucket> buckets = new ArrayList<>();
        LocalDate date = startOf(from.atZone(zone).toLocalDate(), interval);
        for (; date.atStartOfDay(zone).toInstant().isBefore(to); date = next(date, interval)) {
            LocalDate start = date;
            Instant startsAt = date.atStartOfDay(zone).toInstant();
            Instant endsAt = next(date, interval).atStartOfDay(zone).toInstant();
            if (startsAt.equals(endsAt)) {
                continue;
            }
            Predicate<Deployment> inBucket =
                    each -> startOf(each.startedAt().atZone(zone).toLocalDate(), interval)
                            .equals(start);
            boolean whole = !from.isAfter(startsAt) && !to.isBefore(endsAt) && !asOf.isBefore(endsAt);
            buckets.add(new Frequency.Bucket(
                    interval == Interval.DAY
                            ? date.toString()
                            : "%04d-W%02d"
                                    .formatted(
                                            date.get(IsoFields.WEEK_BASED_YEAR),
                                            date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
                    startsAt,
                    endsAt,
                    count(group, inBucket.and(each -> each.status() == Status.SUCCEEDED)),
                    count(group, inBucket.and(each -> each.status() == Status.FAILED)),
                    count(group, inBucket.and(each -> each.status() == Status.ROLLED_BACK)),
                    !whole));
        }
        List<Long> successes = buckets.stream()
                .filter(each -> !each.partial())
                .map(Frequency.Bucket::succeeded)
                .sorted()
                .toList();
        int n = successes.size();
        return new Frequency.Row(
                service,
                count(group, each -> each.status() == Status.SUCCEEDED),
                count(group, each -> each.status() == Status.FAILED),
                count(group, each -> each.status() == Status.ROLLED_BACK),
                n,
                n == 0
                        ? null
                        : successes.stream()
                                .mapToLong(Long::longValue)
                                .average()
                                .orElseThrow(),
                n == 0 ? null : (successes.get((n - 1) / 2) + successes.get(n / 2)) / 2.0,
                buckets);
    }

    private static LocalDate startOf(LocalDate date, Interval interval) {
        LocalDate start = date;
        while (interval == Interval.WEEK && start.getDayOfWeek() != DayOfWeek.MONDAY) {
            start = start.minusDays(1);
        }
        return start;
    }

    private static LocalDate next(LocalDate date, Interval interval) {
        return date.plusDays(interval == Interval.WEEK ? 7 : 1);
    }

    private static String unfinished(Deployment deployment) {
        return deployment.finishedAt() == null ? "unfinished" : "unfinishedWithFinishedAt";
    }

    /** The Wilson score interval by solving (p − share)² = z² p (1 − p) / n for p. */
    private static Rate wilson(long hits, long n) {
        if (n == 0) {
            return new Rate(null, null, null);
        }
        double share = (double) hits / n;
        double a = 1 + Z * Z / n;
        double b = -(2 * share + Z * Z / n);
        double c = share * share;
        double root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
        return new Rate(share, (-b - root) / (2 * a), (-b + root) / (2 * a));
    }

    private SortedMap<String, List<Deployment>> groups(Scope scope, Function<Deployment, String> key) {
        SortedMap<String, List<Deployment>> groups = new TreeMap<>();
        for (Deployment each : all) {
            if ((scope.service() == null || scope.service().equals(each.serviceName()))
                    && (scope.environment() == null || scope.environment().equals(each.environment()))
                    && (scope.from() == null || !each.startedAt().isBefore(scope.from()))
                    && (scope.to() == null || each.startedAt().isBefore(scope.to()))) {
                groups.computeIfAbsent(key.apply(each), none -> new ArrayList<>())
                        .add(each);
            }
        }
        return groups;
    }

    private static String series(Deployment deployment) {
        return deployment.serviceName() + '\0' + deployment.environment();
    }

    private static long count(List<Deployment> group, Predicate<Deployment> predicate) {
        return group.stream().filter(predicate).count();
    }
}
