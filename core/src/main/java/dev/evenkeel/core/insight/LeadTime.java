package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.RowCounts;
import dev.evenkeel.core.deployment.Slice;
import dev.evenkeel.core.deployment.Status;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** How long deployments take from start to success. */
public final class LeadTime {
    public static final String DEFINITION =
            "Per service, the time from startedAt to finishedAt of every deployment with status Succeeded that has a"
                    + " finishedAt no earlier than its startedAt; the median is the mean of the two middle values when"
                    + " their number is even, the p90 is by nearest rank. All other deployments in scope are counted"
                    + " under excluded, each for one reason.";

    private LeadTime() {}

    /**
     * One service.
     *
     * @param n how many lead times there are; without any, the other numbers are null
     * @param excluded how many deployments are not among them, by reason; reasons without any are left out
     */
    public record Row(
            String service,
            long n,
            @Nullable Double meanSeconds,
            @Nullable Double medianSeconds,
            @Nullable Double p90Seconds,
            SortedMap<String, Long> excluded) {}

    /** The lead time of each service with at least one deployment in scope, sorted by service. */
    public static List<Row> compute(DeploymentTable table, Scope scope) {
        return Selection.byService(table.view(), scope, LeadTime::row);
    }

    private static Row row(List<Selection> selections) {
        RowCounts counts = new RowCounts();
        Quantiles quantiles = new Quantiles();
        for (Selection selection : selections) {
            selection.count(counts);
            for (Slice slice : selection.slices()) {
                quantiles.add(slice);
            }
        }
        SortedMap<String, Long> excluded = new Exclusions()
                .add("failed", counts.of(Status.FAILED))
                .add("finishedAtMissing", counts.succeededWithoutFinishedAt())
                .add("finishedBeforeStarted", counts.succeededBeforeStarted())
                .add("rolledBack", counts.of(Status.ROLLED_BACK))
                .add("unfinished", counts.unfinished())
                .add("unfinishedWithFinishedAt", counts.unfinishedWithFinishedAt())
                .toMap();
        String service = selections.getFirst().service();
        long n = counts.leadTimes();
        if (n == 0) {
            return new Row(service, 0, null, null, null, excluded);
        }
        double median = (quantiles.get((n - 1) / 2) + (double) quantiles.get(n / 2)) / 2;
        double p90 = quantiles.get(Statistics.p90Rank(n));
        return new Row(service, n, quantiles.sum() / n / 1000, median / 1000, p90 / 1000, excluded);
    }
}
