package dev.evenkeel.server.monitor;

import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.server.monitor.alert.Alert;
import dev.evenkeel.server.monitor.alert.AlertBook;
import dev.evenkeel.server.monitor.incident.IncidentReporter;
import dev.evenkeel.server.monitor.store.MonitorStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Ends the alerts and the incidents of checks and objectives that there aren't any more, which nothing else would ever
 * end: no result of theirs comes again.
 */
final class Leftovers implements ProbeListener {
    private final MonitorStore store;
    private final AlertBook alerts;
    private final IncidentReporter incidents;
    private final Queue<String> removed = new ConcurrentLinkedQueue<>();
    private Queue<String> ripe = new ArrayDeque<>();

    Leftovers(MonitorStore store, AlertBook alerts, IncidentReporter incidents) {
        this.store = store;
        this.alerts = alerts;
        this.incidents = incidents;
    }

    @Override
    public void onResult(Check check, Result result, Streak before, Streak after) {
        // There is such a check.
    }

    @Override
    public void onMissed(Check check, Missed missed) {
        // There is such a check.
    }

    /** A result of it may still be on its way. */
    @Override
    public void onRemoved(Check check) {
        removed.add("check:" + check.name());
    }

    /** To be called after results were judged: ends what had been removed the last time. */
    void tick(Instant now) throws IOException {
        if (!ripe.isEmpty()) {
            Set<String> gone = new HashSet<>(ripe);
            end(gone::contains, now);
        }
        ripe = new ArrayDeque<>();
        for (String cause = removed.poll(); cause != null; cause = removed.poll()) {
            ripe.add(cause);
        }
    }

    /**
     * Ends what is left of before the start.
     *
     * @param checks names of those that there are
     * @param origins of checks that will be found later
     * @param rules as in {@code slo:NAME/RULE}
     */
    void settle(Set<String> checks, Set<String> origins, Set<String> rules, Instant now) throws IOException {
        Predicate<String> gone = check ->
                !checks.contains(check) && origins.stream().noneMatch(origin -> check.startsWith(origin + "/"));
        end(
                cause -> cause.startsWith("slo:")
                        ? !rules.contains(cause)
                        : cause.startsWith("check:") && gone.test(cause.substring("check:".length())),
                now);
        store.forgetBeliefs(gone);
    }

    private void end(Predicate<String> gone, Instant now) throws IOException {
        for (Alert alert : alerts.alerts()) {
            if (alert.isFiring() && gone.test(causeOf(alert))) {
                alerts.resolve(alert.fingerprint(), now);
            }
        }
        for (Signal signal : incidents.firing()) {
            if (gone.test(signal.cause())) {
                incidents.note(new Signal(
                        signal.cause(),
                        signal.service(),
                        signal.environment(),
                        false,
                        signal.severity(),
                        "it is not looked at any more",
                        signal.since(),
                        now,
                        List.of(),
                        null));
            }
        }
    }

    /** As signals name it; empty for alerts of others. */
    private static String causeOf(Alert alert) {
        return switch (alert.generatorUrl().isEmpty() ? alert.label("alertname") : "") {
            case "CheckDown" -> "check:" + alert.label("check");
            case "ErrorBudgetBurn" -> "slo:" + alert.label("slo") + "/" + alert.label("rule");
            default -> "";
        };
    }
}
