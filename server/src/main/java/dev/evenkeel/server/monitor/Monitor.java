package dev.evenkeel.server.monitor;

import dev.evenkeel.core.endpoint.EndpointSource.Subscription;
import dev.evenkeel.core.probe.MaintenanceWindow;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.ProbeMemory;
import dev.evenkeel.core.probe.TargetSource;
import dev.evenkeel.core.probe.TargetSource.Target;
import dev.evenkeel.server.config.ActionConfig;
import dev.evenkeel.server.config.CheckConfig;
import dev.evenkeel.server.config.MaintenanceConfig;
import dev.evenkeel.server.config.MonitorConfig;
import dev.evenkeel.server.monitor.probe.ProbeLoops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the checks and the actions of the configuration, and checks of what others know of, until it is closed. */
public final class Monitor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Monitor.class);

    private volatile MonitorConfig config;
    private final ProbeLoops loops;
    private final ProbeMemory memory;
    private final ProbeListener listener;
    private final ActionListener actionListener;
    private final CheckMetrics metrics;
    private final Map<String, ScheduledCheck> checks = new ConcurrentHashMap<>();
    private final Map<String, Target> discovered = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final Map<ActionConfig, ScheduledAction> actions = new LinkedHashMap<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    private Monitor(
            MonitorConfig config,
            ProbeLoops loops,
            ProbeMemory memory,
            ProbeListener listener,
            ActionListener actionListener,
            CheckMetrics metrics) {
        this.config = config;
        this.loops = loops;
        this.memory = memory;
        this.listener = listener;
        this.actionListener = actionListener;
        this.metrics = metrics;
    }

    /**
     * Starts what is configured.
     *
     * @param loops stay open as long as the monitor, and are not closed by it
     * @param sources whose targets are checked too, as far as the configuration wants it
     * @param memory of the time before the start
     * @param listener hears of every run, {@code actionListener} of every action
     * @throws IOException when a file that a check needs can't be used
     */
    public static Monitor start(
            MonitorConfig config,
            ProbeLoops loops,
            List<TargetSource> sources,
            ProbeMemory memory,
            ProbeListener listener,
            ActionListener actionListener,
            CheckMetrics metrics)
            throws IOException {
        var all = ProbeListener.all(List.of(metrics, listener));
        ActionListener both = done -> {
            metrics.onAction(done);
            actionListener.onAction(done);
        };
        var monitor = new Monitor(config, loops, memory, all, both, metrics);
        monitor.run(Set.of(), config);
        if (config.discover().enabled()) {
            for (TargetSource source : sources) {
                monitor.subscriptions.add(source.onChange(() -> monitor.discover(source)));
                monitor.discover(source);
            }
        }
        return monitor;
    }

    /**
     * Has the checks, actions and maintenance windows of a changed configuration run from now on. What is the same as
     * before goes on undisturbed; a check that changed goes on with what is believed.
     *
     * @throws IOException when a file that a check needs can't be used; then all stays as it was
     */
    public synchronized void reload(MonitorConfig next) throws IOException {
        Set<CheckConfig> before = new HashSet<>(config.checks());
        run(before, next);
        Set<String> names = new HashSet<>();
        next.checks().forEach(check -> names.add(check.name()));
        for (CheckConfig check : before) {
            if (!names.contains(check.name())) {
                remove(check.name());
            }
        }
        checks.forEach((name, check) -> check.maintenance(windows(name)));
    }

    /** Starts those checks and actions that don't run like this already, and ends the actions that nobody wants. */
    private synchronized void run(Set<CheckConfig> before, MonitorConfig next) throws IOException {
        // Files are read anew: they may have changed with the configuration.
        var factory = new CheckFactory();
        List<CheckFactory.Ready> all = new ArrayList<>();
        List<CheckFactory.Ready> changed = new ArrayList<>();
        for (CheckConfig check : next.checks()) {
            CheckFactory.Ready ready = factory.of(check);
            all.add(ready);
            if (!before.contains(check)) {
                changed.add(ready);
            }
        }
        Map<ActionConfig, ScheduledAction> started = new LinkedHashMap<>();
        for (ActionConfig action : next.actions()) {
            if (!actions.containsKey(action)) {
                started.put(action, new ScheduledAction(action, factory.of(action), loops.next(), actionListener));
            }
        }
        config = next;
        metrics.boundaries(all.stream().map(CheckFactory.Ready::check).toList());
        for (CheckFactory.Ready ready : changed) {
            replace(ready);
        }
        List<ActionConfig> ended = actions.keySet().stream()
                .filter(action -> !next.actions().contains(action))
                .toList();
        ended.forEach(action -> Objects.requireNonNull(actions.remove(action)).stop());
        actions.putAll(started);
        started.values().forEach(ScheduledAction::start);
    }

    /** In place of one of this name, if there is one; that was told to stop then. */
    private void replace(CheckFactory.Ready ready) {
        String name = ready.check().name();
        ScheduledCheck known = checks.get(name);
        if (known != null) {
            known.stop();
            begin(ready, known.memory());
        } else {
            // What comes back wasn't missed meanwhile: nobody wanted it.
            begin(ready, gone.remove(name) ? ProbeMemory.none() : memory);
        }
    }

    private void remove(String name) {
        ScheduledCheck check = checks.remove(name);
        if (check != null) {
            gone.add(name);
            metrics.remove(name);
            check.stop();
            listener.onRemoved(check.check());
        }
    }

    private List<MaintenanceWindow> windows(String check) {
        return config.maintenance().stream()
                .filter(window -> window.isFor(check))
                .map(MaintenanceConfig::window)
                .toList();
    }

    /** What is checked now. */
    Collection<ScheduledCheck> checks() {
        return checks.values();
    }

    /** Whether there is a check of that name now. */
    public boolean runs(String check) {
        return checks.containsKey(check);
    }

    /** How many checks there are now. */
    public int count() {
        return checks.size();
    }

    private void begin(CheckFactory.Ready ready, ProbeMemory before) {
        String name = ready.check().name();
        var scheduled = new ScheduledCheck(ready, loops.next(), windows(name), listener);
        checks.put(name, scheduled);
        metrics.add(ready.check());
        scheduled.start(before);
    }

    private synchronized void discover(TargetSource source) {
        Set<String> there = new HashSet<>();
        for (Target target : source.targets()) {
            String name = source.origin() + "/" + target.name();
            there.add(name);
            if (!target.equals(discovered.put(name, target))) {
                begin(name, source.origin(), target);
            }
        }
        for (ScheduledCheck check : List.copyOf(checks.values())) {
            String name = check.check().name();
            if (check.check().origin().equals(source.origin()) && !there.contains(name)) {
                discovered.remove(name);
                remove(name);
            }
        }
    }

    /** A check whose target moved goes on with what is believed. */
    private void begin(String name, String origin, Target target) {
        try {
            replace(new CheckFactory().of(origin, target, config.discover()));
        } catch (IOException e) {
            log.warn("{} can't be checked: {}", name, e.getMessage());
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        checks.values().forEach(ScheduledCheck::stop);
        actions.values().forEach(ScheduledAction::stop);
    }
}
