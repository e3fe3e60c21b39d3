package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.TableView;
import dev.evenkeel.core.incident.Incident;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The five DORA keys, by the definitions of several. */
public final class Dora {
    private static final String PER_DAY = "per day";
    private static final String SECONDS = "seconds";
    private static final String SHARE = "share";
    private static final String NOT_DEFINED = "Has no such key.";
    private static final long DAY_MILLIS = 86_400_000;

    private Dora() {}

    /**
     * One service, or all of them.
     *
     * @param service null for all together
     */
    public record Row(
            @Nullable String service,
            DoraKey deploymentFrequency,
            DoraKey leadTimeForChanges,
            DoraKey changeFailureRate,
            DoraKey failedDeploymentRecoveryTime,
            DoraKey reworkRate) {}

    /**
     * The keys of each service with a deployment in scope, sorted by service, and before them those of all together.
     *
     * @param incidents all that are known
     * @param zone whose days and weeks are counted
     * @param asOf the end of an open scope
     */
    public static List<Row> compute(
            DeploymentTable table,
            List<Incident> incidents,
            Scope scope,
            DoraDefinition definition,
            ZoneId zone,
            Instant asOf) {
        TableView view = table.view();
        Instant to = scope.to() == null ? asOf : scope.to();
        Instant first = view.firstStartedAt();
        Instant from = scope.from() != null ? scope.from() : first == null || first.isAfter(to) ? to : first;
        var upTo = new Scope(scope.service(), scope.environment(), scope.from(), to);
        long toMillis = upTo.toMillis();
        // What recovered may lie behind the scope.
        var open = new Scope(scope.service(), scope.environment(), scope.from(), null);
        SortedMap<String, DoraSums> services = new TreeMap<>();
        var all = new DoraSums(definition, zone);
        for (Selection selection : Selection.of(view, open)) {
            Changes changes = Changes.of(selection, incidents, toMillis);
            long fromMillis = upTo.fromMillis();
            services.computeIfAbsent(selection.service(), _ -> new DoraSums(definition, zone))
                    .add(changes, fromMillis, toMillis);
            all.add(changes, fromMillis, toMillis);
        }
        List<Row> rows = new ArrayList<>();
        rows.add(row(null, all, definition, from, to));
        services.forEach((service, sums) -> {
            if (sums.deployments + sums.failedToDeploy + sums.unfinished > 0) {
                rows.add(row(service, sums, definition, from, to));
            }
        });
        return rows;
    }

    private static Row row(
            @Nullable String service, DoraSums sums, DoraDefinition definition, Instant from, Instant to) {
        return new Row(
                service,
                frequency(sums, definition, from, to),
                leadTime(sums, definition),
                failureRate(sums, definition),
                recovery(sums, definition),
                rework(sums, definition));
    }

    private static DoraKey frequency(DoraSums sums, DoraDefinition definition, Instant from, Instant to) {
        SortedMap<String, Long> excluded = notLive(sums);
        if (definition == DoraDefinition.DEVLAKE) {
            String text = "The median over the ISO weeks of the days on which something went live.";
            return median(text, sums.daysPerWeek(from, to), "days per week", excluded);
        }
        String text =
                "Deployments that went live (Succeeded, or RolledBack later) a day, from the first to the last day"
                        + " asked for; the interval takes them for a Poisson process (Wilson and Hilferty).";
        double days = Duration.between(from, to).toMillis() / (double) DAY_MILLIS;
        if (days <= 0) {
            return new DoraKey(text, sums.deployments, null, PER_DAY, null, null, excluded);
        }
        long n = sums.deployments;
        return new DoraKey(
                text,
                n,
                n / days,
                PER_DAY,
                Statistics.poissonLow(n) / days,
                Statistics.poissonHigh(n) / days,
                excluded);
    }

    private static DoraKey leadTime(DoraSums sums, DoraDefinition definition) {
        if (definition == DoraDefinition.GITLAB) {
            String text =
                    "The median from the merge of a request to its deployment; records here have no time of merge.";
            var excluded =
                    new Exclusions().add("mergeTimeUnknown", sums.deployments).toMap();
            return new DoraKey(text, 0, null, SECONDS, null, null, excluded);
        }
        return median(
                "The median from commitAt, the oldest commit that was not deployed before, to finishedAt of the"
                        + " deployments that succeeded; the interval is that of order statistics.",
                sums.leadSeconds,
                SECONDS,
                new Exclusions()
                        .add("commitAfterFinish", sums.commitLater)
                        .add("commitAtMissing", sums.commitUnknown)
                        .add("finishedAtMissing", sums.finishUnknown)
                        .toMap());
    }

    private static DoraKey failureRate(DoraSums sums, DoraDefinition definition) {
        if (definition == DoraDefinition.GITLAB) {
            String text = "Incidents by deployments that went live; more than 1 when there were more incidents.";
            Double value = sums.deployments == 0 ? null : (double) sums.incidents / sums.deployments;
            return new DoraKey(text, sums.deployments, value, SHARE, null, null, notLive(sums));
        }
        String text = switch (definition) {
            case EVENKEEL, DORA ->
                "The share of the deployments that went live that were rolled back, or that an incident is blamed"
                        + " on: by a person, or with a confidence of at least 0.5. Wilson 95 % interval.";
            case DEVLAKE ->
                "The share of the deployments that went live that an incident followed before the next one did.";
            case DATADOG, GITLAB -> "The share of the deployments that went live that were rolled back.";
        };
        Rate rate = Statistics.rate(sums.failures, sums.deployments);
        return new DoraKey(text, sums.deployments, rate.value(), SHARE, rate.low(), rate.high(), notLive(sums));
    }

    private static DoraKey recovery(DoraSums sums, DoraDefinition definition) {
        String text = switch (definition) {
            case EVENKEEL ->
                "The median, over the deployments that failed, from the first failure to the end of the incident;"
                        + " without an incident, from the deployment to the next one that went well.";
            case DORA ->
                "The median, over the deployments that failed, from the deployment to the end of the incident, or"
                        + " to the next deployment that went well.";
            case DEVLAKE -> "The median from the deployment before an incident to the end of the incident.";
            case GITLAB -> "The median from the opening of an incident to its end.";
            case DATADOG -> "The median from a deployment that was rolled back to the next one that went well.";
        };
        var excluded = new Exclusions().add("notRecovered", sums.notRecovered).toMap();
        return median(text, sums.recoverySeconds, SECONDS, excluded);
    }

    private static DoraKey rework(DoraSums sums, DoraDefinition definition) {
        if (definition != DoraDefinition.EVENKEEL && definition != DoraDefinition.DORA) {
            return new DoraKey(NOT_DEFINED, 0, null, SHARE, null, null, new TreeMap<>());
        }
        Rate rate = Statistics.rate(sums.rework, sums.deployments);
        return new DoraKey(
                "The share of the deployments that went live that brought an older version back, or that began while an"
                        + " incident of the same service and environment went on. Wilson 95 % interval.",
                sums.deployments, rate.value(), SHARE, rate.low(), rate.high(), notLive(sums));
    }

    private static SortedMap<String, Long> notLive(DoraSums sums) {
        return new Exclusions()
                .add("failedToDeploy", sums.failedToDeploy)
                .add("unfinished", sums.unfinished)
                .toMap();
    }

    private static DoraKey median(
            String definition, List<Double> values, String unit, SortedMap<String, Long> excluded) {
        int n = values.size();
        if (n == 0) {
            return new DoraKey(definition, 0, null, unit, null, null, excluded);
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
        int low = Statistics.medianLowRank(n);
        return new DoraKey(
                definition,
                n,
                median,
                unit,
                low < 0 ? null : sorted.get(low),
                low < 0 ? null : sorted.get(n - 1 - low),
                excluded);
    }
}
