package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.Block;
import dev.evenkeel.core.deployment.IdHash;
import dev.evenkeel.core.deployment.Slice;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.deployment.TableTime;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.Suspect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The deployments of one service in one environment, and the incidents there, as the DORA keys need them.
 *
 * @param live what went live, in the order in which it did, also behind the scope: it may be what recovered
 * @param failed deployments in scope that didn't go live
 * @param unfinished deployments in scope that haven't ended
 */
record Changes(List<Change> live, List<Incident> incidents, long failed, long unfinished) {
    /** Below this, the program's suspicion alone makes no failure of a deployment. */
    static final double CONFIDENT = 0.5;

    /**
     * A deployment that went live.
     *
     * @param at when it took effect, in milliseconds
     * @param commitAt of its oldest commit, or {@link TableTime#NONE}
     * @param redeployed it brought an older version back
     * @param blamed the incident that it did; null when there is none
     * @param inScope false when it started behind the scope
     */
    record Change(
            long startedAt,
            long at,
            long commitAt,
            boolean finished,
            boolean rolledBack,
            boolean redeployed,
            @Nullable Incident blamed,
            boolean inScope) {

        boolean isFailure() {
            return rolledBack || blamed != null;
        }
    }

    /** @param to the end of the scope, in milliseconds */
    static Changes of(Selection selection, List<Incident> incidents, long to) {
        List<Incident> here = incidents.stream()
                .filter(incident -> incident.service().equals(selection.service()))
                .filter(incident ->
                        incident.environment() == null || incident.environment().equals(selection.environment()))
                .toList();
        Map<Long, Incident> blamed = new HashMap<>();
        for (Incident incident : incidents) {
            Suspect suspect = incident.suspect();
            if (suspect != null && (incident.suspectDecided() || suspect.confidence() >= CONFIDENT)) {
                // The first incident of a deployment: what follows is its consequence.
                blamed.merge(
                        IdHash.of(suspect.deploymentId()),
                        incident,
                        (one, two) -> one.openedAt().isBefore(two.openedAt()) ? one : two);
            }
        }
        List<Change> live = new ArrayList<>();
        long failed = 0;
        long unfinished = 0;
        for (Slice slice : selection.slices()) {
            Block block = slice.block();
            for (int row = slice.first(); row < slice.end(); row++) {
                boolean inScope = block.startedAt(row) < to;
                Status status = block.status(row);
                if (status == Status.SUCCEEDED || status == Status.ROLLED_BACK) {
                    live.add(new Change(
                            block.startedAt(row),
                            block.effectiveAt(row),
                            block.commitAt(row),
                            status == Status.SUCCEEDED && block.finishedAt(row) != TableTime.NONE,
                            status == Status.ROLLED_BACK,
                            block.isRedeployed(row),
                            blamed.get(block.id(row)),
                            inScope));
                } else if (inScope) {
                    failed += status == Status.FAILED ? 1 : 0;
                    unfinished += status == Status.FAILED ? 0 : 1;
                }
            }
        }
        live.sort((one, two) -> one.at() != two.at()
                ? Long.compare(one.at(), two.at())
                : Long.compare(one.startedAt(), two.startedAt()));
        return new Changes(live, here, failed, unfinished);
    }

    /** Whether something was wrong in this place when a deployment began, other than what it did itself. */
    boolean isDuringIncident(Change change) {
        Instant start = Instant.ofEpochMilli(change.startedAt());
        return incidents.stream()
                .filter(incident -> !incident.equals(change.blamed()))
                .anyMatch(incident -> !start.isBefore(incident.failingSince())
                        && (incident.resolvedAt() == null || start.isBefore(incident.resolvedAt())));
    }

    /** When the next success behind one took effect, or {@link TableTime#NONE}. */
    long nextSuccess(int behind) {
        for (int i = behind + 1; i < live.size(); i++) {
            if (!live.get(i).isFailure()) {
                return live.get(i).at();
            }
        }
        return TableTime.NONE;
    }
}
