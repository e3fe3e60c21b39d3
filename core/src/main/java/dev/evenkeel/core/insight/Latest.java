package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.Block;
import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.Slice;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.deployment.TableTime;
import dev.evenkeel.core.deployment.TableView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is live, and what is on its way. */
public final class Latest {
    public static final String DEFINITION =
            "Per service and environment, the deployment with status Succeeded that took effect last: by finishedAt,"
                    + " or by startedAt without one; of two in the same millisecond the one that started later, then"
                    + " the one whose id has the larger hash. A deployment that was rolled back is not live. inFlight"
                    + " lists the deployments that are Queued, Building or Deploying, newest startedAt first, at most"
                    + " 100 of them.";

    /** How many deployments in flight a row lists at most. */
    public static final int MOST_IN_FLIGHT = 100;

    private Latest() {}

    /**
     * One service in one environment.
     *
     * @param version what is live, null with the times when no success is known
     * @param effectiveAt {@code finishedAt}, or {@code startedAt} without one
     * @param inFlight newest first
     */
    public record Row(
            String service,
            String environment,
            @Nullable String version,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant effectiveAt,
            List<InFlight> inFlight) {}

    /** A deployment on its way. */
    public record InFlight(String version, Status status, Instant startedAt) {}

    /** What is live of each service and environment with at least one deployment in scope, sorted by both. */
    public static List<Row> compute(DeploymentTable table, Scope scope) {
        TableView view = table.view();
        List<Row> rows = new ArrayList<>();
        for (Selection selection : Selection.of(view, scope)) {
            rows.add(row(view, selection));
        }
        return rows;
    }

    private static Row row(TableView view, Selection selection) {
        Block best = null;
        int bestRow = -1;
        for (Slice slice : selection.slices()) {
            Block block = slice.block();
            int row = block.latestSuccess(slice.first(), slice.end());
            if (row >= 0 && (best == null || block.isLater(row, best, bestRow))) {
                best = block;
                bestRow = row;
            }
        }
        List<InFlight> inFlight = inFlight(view, selection.slices());
        if (best == null) {
            return new Row(selection.service(), selection.environment(), null, null, null, null, inFlight);
        }
        long finishedAt = best.finishedAt(bestRow);
        return new Row(
                selection.service(),
                selection.environment(),
                view.version(best, bestRow),
                Instant.ofEpochMilli(best.startedAt(bestRow)),
                finishedAt == TableTime.NONE ? null : Instant.ofEpochMilli(finishedAt),
                Instant.ofEpochMilli(best.effectiveAt(bestRow)),
                inFlight);
    }

    private static List<InFlight> inFlight(TableView view, List<Slice> slices) {
        List<InFlight> found = new ArrayList<>();
        for (Slice slice : slices.reversed()) {
            Block block = slice.block();
            if (block.hasUnfinished()) {
                for (int row = slice.end() - 1; row >= slice.first() && found.size() < MOST_IN_FLIGHT; row--) {
                    if (!block.status(row).isEnd()) {
                        Instant startedAt = Instant.ofEpochMilli(block.startedAt(row));
                        found.add(new InFlight(view.version(block, row), block.status(row), startedAt));
                    }
                }
            }
        }
        return List.copyOf(found);
    }
}
