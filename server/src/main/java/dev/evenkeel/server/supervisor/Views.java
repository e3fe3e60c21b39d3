package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.Rollout;
import dev.evenkeel.server.supervisor.AppView.ReplicaView;
import dev.evenkeel.server.supervisor.AppView.RolloutView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows an application to people and programs. On the loop. */
final class Views {
    private Views() {}

    static AppView of(AppRunner app) {
        List<ReplicaView> replicas =
                app.runners().stream().map(ReplicaRunner::view).toList();
        int ready = app.ready().ready().size();
        Release target = app.releases().target();
        String status = status(app, ready);
        return new AppView(
                app.name(),
                status,
                message(app, status, replicas),
                target == null ? "" : target.config().version(),
                target == null ? 0 : target.revision(),
                target == null ? "" : target.config().service(),
                target == null ? "" : target.config().environment(),
                app.wanted(),
                ready,
                replicas,
                rollout(app),
                target == null ? Map.of() : new TreeMap<>(target.config().tree(false)));
    }

    private static String status(AppRunner app, int ready) {
        Rollout rollout = app.releases().rollout();
        if (app.closing()) {
            return "Stopping";
        }
        if (app.wanted() == 0 && app.runners().isEmpty()) {
            return "Stopped";
        }
        if (ready == 0) {
            boolean starting =
                    app.runners().stream().allMatch(runner -> runner.replica().restarts() == 0);
            return starting && rollout != null && rollout.phase() == Rollout.Phase.PROGRESSING ? "Starting" : "Down";
        }
        if (rollout != null && !rollout.phase().ended() && rollout.tookOver() == null) {
            return rollout.phase() == Rollout.Phase.REVERTING
                    ? "Reverting"
                    : rollout.from() == null ? "Starting" : "Updating";
        }
        return ready < app.wanted() ? "Degraded" : "Ready";
    }

    /** What keeps it from being ready: the rollout's reason, or what the first replica that isn't ready says. */
    private static String message(AppRunner app, String status, List<ReplicaView> replicas) {
        Rollout rollout = app.releases().rollout();
        String failed = rollout == null || rollout.reason().isEmpty() ? "" : rollout.to() + ": " + rollout.reason();
        String trouble = replicas.stream()
                .filter(replica -> !replica.ready() && !replica.message().isEmpty())
                .map(replica -> replica.id() + ": " + replica.message())
                .findFirst()
                .orElse("");
        if (status.equals("Ready") || status.equals("Stopped")) {
            return failed;
        }
        return failed.isEmpty() || trouble.isEmpty() ? failed + trouble : failed + "; " + trouble;
    }

    private static @Nullable RolloutView rollout(AppRunner app) {
        Rollout rollout = app.releases().rollout();
        if (rollout == null) {
            return null;
        }
        var record = app.releases().records().current();
        String phase = switch (rollout.phase()) {
            case PROGRESSING -> "Progressing";
            case COMPLETE -> "Succeeded";
            case FAILED -> "Failed";
            case REVERTING -> "Reverting";
            case REVERTED -> "Reverted";
        };
        return new RolloutView(
                phase,
                rollout.from(),
                rollout.to(),
                rollout.startedAt(),
                app.releases().rolloutEnded(),
                rollout.reason(),
                record == null ? null : record.id());
    }
}
