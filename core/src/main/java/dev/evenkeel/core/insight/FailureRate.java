package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.RowCounts;
import dev.evenkeel.core.deployment.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** How often deployments fail, are rolled back, and bring an older version back. */
public final class FailureRate {
    public static final String DEFINITION =
            "Per service and environment, the shares of the finished deployments (status Succeeded, Failed or"
                    + " RolledBack) that have status Failed, that have status RolledBack, and that brought an older"
                    + " version back (rollbackOf is set), each with its Wilson 95 % interval. Deployments in any other"
                    + " state are excluded as unfinished, or as unfinishedWithFinishedAt when they carry a finishedAt"
                    + " all the same.";

    private FailureRate() {}

    /**
     * One service in one environment.
     *
     * @param finished succeeded, failed or rolled back
     * @param redeployedOlder finished with {@code rollbackOf} set
     * @param excluded how many deployments aren't finished, by reason; reasons without any are left out
     */
    public record Row(
            String service,
            String environment,
            long finished,
            long failed,
            long rolledBack,
            long redeployedOlder,
            Rate failureRate,
            Rate rollbackRate,
            Rate redeployedOlderRate,
            SortedMap<String, Long> excluded) {}

    /** The rates of each service and environment with at least one deployment in scope, sorted by both. */
    public static List<Row> compute(DeploymentTable table, Scope scope) {
        List<Row> rows = new ArrayList<>();
        for (Selection selection : Selection.of(table.view(), scope)) {
            RowCounts counts = new RowCounts();
            selection.count(counts);
            rows.add(row(selection, counts));
        }
        return rows;
    }

    private static Row row(Selection selection, RowCounts counts) {
        long finished = counts.finished();
        long failed = counts.of(Status.FAILED);
        long rolledBack = counts.of(Status.ROLLED_BACK);
        long redeployedOlder = counts.redeployedOlder();
        return new Row(
                selection.service(),
                selection.environment(),
                finished,
                failed,
                rolledBack,
                redeployedOlder,
                Statistics.rate(failed, finished),
                Statistics.rate(rolledBack, finished),
                Statistics.rate(redeployedOlder, finished),
                new Exclusions()
                        .add("unfinished", counts.unfinished())
                        .add("unfinishedWithFinishedAt", counts.unfinishedWithFinishedAt())
                        .toMap());
    }
}
